from django.apps import AppConfig


class CodesConfig(AppConfig):
    """What the national administrator changes in the open code tables."""

    name = "samordna.ground.codes"
    label = "codes"

    def ready(self) -> None:
        """The ground's own use of a code table: the districts of an association's area."""
        from samordna.ground.codes import uses  # noqa: PLC0415 – models are there only now
        from samordna.ground.parties.models import AssociationDistrict  # noqa: PLC0415

        uses.declare("district", AssociationDistrict, "district", day="valid_from")
