"""Where sockets lead."""

from django.urls import URLPattern, path

from api.consumers import RoomConsumer

websocket_urlpatterns: list[URLPattern] = [
    path("ws/notes/<uuid:note_id>/", RoomConsumer.serve, name="room-socket"),  # type: ignore[arg-type, list-item, unused-ignore]
]
