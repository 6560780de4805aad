"""Fields for files that are looked into before anything is done with them."""

import hashlib
import secrets

from django import forms
from django.conf import settings
from django.core.files.base import ContentFile
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from evaluation.declarations.file_checks import FileRefused, accept

MOST_PHOTOS = 10


class ManyFiles(forms.ClearableFileInput):
    allow_multiple_selected = True


class CheckedFileField(forms.FileField):
    """A file taken in by its content: cleaned to (file, content type, SHA-256) or nothing.

    What is kept may differ from what was sent (pictures are drawn anew), and has a random name.
    """

    pictures_only = False
    default_error_messages = {"empty": _("The file is empty.")}

    def clean(self, data, initial=None):
        file = super().clean(data, initial)
        return self.checked(file) if file else None

    def checked(self, file) -> tuple[ContentFile, str, str]:
        if file.size > settings.UPLOAD_BYTES:
            raise forms.ValidationError(
                _t("“%(name)s” is larger than %(most)s MB.")
                % {"name": file.name, "most": settings.UPLOAD_MB}
            )
        try:
            kept = accept(file.name, file.read())
        except FileRefused as refusal:
            raise forms.ValidationError(
                _t("“%(name)s”: %(reason)s") % {"name": file.name, "reason": refusal.reason}
            ) from refusal
        if self.pictures_only and not kept.content_type.startswith("image/"):
            raise forms.ValidationError(_t("“%(name)s” is not a photo.") % {"name": file.name})
        stored = ContentFile(kept.content, name=f"{secrets.token_hex(16)}.{kept.ending}")
        return stored, kept.content_type, hashlib.sha256(kept.content).hexdigest()


class PhotosField(CheckedFileField):
    """Several photos at once."""

    widget = ManyFiles
    pictures_only = True

    def clean(self, data, initial=None) -> list[tuple[ContentFile, str, str]]:
        files = data if isinstance(data, list | tuple) else [data]
        given = [file for file in files if file]
        if len(given) > MOST_PHOTOS:
            raise forms.ValidationError(
                _t("At most %(most)s photos at once.") % {"most": MOST_PHOTOS}
            )
        wrong: list[str] = []
        kept = [photo for file in given if (photo := self._kept(file, wrong))]
        if wrong:
            raise forms.ValidationError(wrong)
        return kept

    def _kept(self, file, wrong: list[str]):
        """The photo, or nothing and a sentence more about what is wrong."""
        try:
            return self.checked(forms.FileField.clean(self, file))
        except forms.ValidationError as error:
            wrong.extend(error.messages)
            return None
