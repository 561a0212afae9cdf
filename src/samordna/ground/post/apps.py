from django.apps import AppConfig


class PostConfig(AppConfig):
    """Letters to people at work, and the secret address of their calendar."""

    name = "samordna.ground.post"
    label = "post"
