"""Fill an empty portal with the invented sample district."""

from django.core.management.base import BaseCommand, CommandError

from communities.models import Place
from tasks.sample.making import make_sample


class Command(BaseCommand):
    help = "Make the sample district: 96 invented communities, three stages played through."

    def handle(self, *args, **options) -> None:
        if Place.objects.exists():
            raise CommandError("There are places in this portal already; nothing was made.")
        make_sample(self.stdout.write)
        self.stdout.write("The sample district is ready.")
