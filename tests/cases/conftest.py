"""A supervisee, two of her peers and the group they are in."""

import pytest

from supervision.models import SupervisionGroup, User
from tests.factories_cases import World
from tests.factories_groups import make_group, make_peer


@pytest.fixture
def peer(world: World) -> User:
    return make_peer(world, "priya")


@pytest.fixture
def other(world: World) -> User:
    return make_peer(world, "tomas")


@pytest.fixture
def group(world: World, peer: User, other: User) -> SupervisionGroup:
    return make_group(world, world.supervisee, peer, other)
