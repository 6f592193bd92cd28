"""What other contexts may use of consultations."""

from cairn.domain.consultations import policies
from cairn.domain.consultations.models import Consultation, ConsultationTheme
from cairn.domain.consultations.queries import (
    Because,
    ConsultationLine,
    ConsultationTold,
    ThemeTold,
    because_of,
    consultation_lines,
    consultations_of,
)
from cairn.domain.consultations.services import (
    ConsultationFacts,
    ThemeFacts,
    add_consultation,
    change_consultation,
    save_answers,
    save_theme,
)

__all__ = [
    "Because",
    "Consultation",
    "ConsultationFacts",
    "ConsultationLine",
    "ConsultationTheme",
    "ConsultationTold",
    "ThemeFacts",
    "ThemeTold",
    "add_consultation",
    "because_of",
    "change_consultation",
    "consultation_lines",
    "consultations_of",
    "policies",
    "save_answers",
    "save_theme",
]
