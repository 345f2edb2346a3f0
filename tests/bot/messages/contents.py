"""One message of every kind, as Telegram tells a bot of it."""

FILE = {"file_id": "f1", "file_unique_id": "u1"}
CONTENTS = {
    "text": {"text": "hello"},
    "photo": {"photo": [{**FILE, "width": 4, "height": 3}], "caption": "the box"},
    "video": {"video": {**FILE, "width": 4, "height": 3, "duration": 2}, "caption": "how it rattles"},
    "video_note": {"video_note": {**FILE, "length": 240, "duration": 2}},
    "voice": {"voice": {**FILE, "duration": 2}, "caption": "listen"},
    "audio": {"audio": {**FILE, "duration": 2}, "caption": "the noise"},
    "document": {"document": {**FILE, "file_name": "invoice.pdf"}, "caption": "the invoice"},
    "sticker": {
        "sticker": {**FILE, "type": "regular", "width": 1, "height": 1, "is_animated": False, "is_video": False}
    },
    "animation": {"animation": {**FILE, "width": 4, "height": 3, "duration": 2}},
    "location": {"location": {"latitude": 52.3, "longitude": 4.9}},
    "venue": {"venue": {"location": {"latitude": 52.3, "longitude": 4.9}, "title": "Pick-up", "address": "Quay 1"}},
    "contact": {"contact": {"phone_number": "+31201234567", "first_name": "Kai"}},
    "poll": {
        "poll": {
            "id": "7",
            "question": "Which colour?",
            "options": [],
            "total_voter_count": 0,
            "is_closed": False,
            "is_anonymous": True,
            "type": "regular",
            "allows_multiple_answers": False,
            "allows_revoting": False,
            "members_only": False,
        }
    },
    "dice": {"dice": {"emoji": "🎲", "value": 3}},
    "story": {"story": {"chat": {"id": 7, "type": "private", "first_name": "Kai"}, "id": 2}},
    "checklist": {"checklist": {"title": "Packing", "tasks": [{"id": 1, "text": "tent"}]}},
    "game": {"game": {"title": "g", "description": "d", "photo": [{**FILE, "width": 4, "height": 3}]}},
}
# Telegram copies none of these.
NEVER = {
    "paid_media": {"paid_media": {"star_count": 5, "paid_media": []}},
    "invoice": {
        "invoice": {"title": "i", "description": "d", "start_parameter": "s", "currency": "EUR", "total_amount": 100}
    },
}
