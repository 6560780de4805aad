"""Addresses of places, people and the programme, a module for each family of pages."""

from communities.urls import people, places, programme

app_name = "communities"
urlpatterns = [*people.urlpatterns, *places.urlpatterns, *programme.urlpatterns]
