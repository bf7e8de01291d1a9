"""What stops the work on a data folder, said to a person: what was seen, what is safe, what to do."""

from ingest.for_people import ForPeople


class StoreFault(ForPeople):
    """The data folder or its catalogue cannot be used as it is; nothing was changed. The message is for a person."""


class FactsDamaged(StoreFault):
    """Facts that figures rest on are missing or are not what was written; no figure is shown in their place."""
