"""Who is drafting, and how a text reads when another place says it.

`Locality` is the place; `infer` tells whose document one reads; `localise` maps a text from one
place to another. Drafting writes with it, comparing asks it what the child would say.
"""

from __future__ import annotations

from draftkit.errors import LocalityError as LocalityError
from draftkit.localities.changes import Change as Change
from draftkit.localities.changes import Localised as Localised
from draftkit.localities.changes import OpenPoint as OpenPoint
from draftkit.localities.inference import infer as infer
from draftkit.localities.localising import localise as localise
from draftkit.localities.localising import localise_detailed as localise_detailed
from draftkit.localities.locality import Locality as Locality
from draftkit.localities.locality import Shape as Shape
from draftkit.localities.locality import TargetValue as TargetValue
from draftkit.localities.sheets import Row as Row
from draftkit.localities.sheets import read_table as read_table

__all__ = [
    "Change",
    "Localised",
    "Locality",
    "LocalityError",
    "OpenPoint",
    "Row",
    "Shape",
    "TargetValue",
    "infer",
    "localise",
    "localise_detailed",
    "read_table",
]
