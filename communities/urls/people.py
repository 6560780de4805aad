from django.urls import path

from communities.views import clock, people, posts, settings

urlpatterns = [
    path("people/", people.people, name="people"),
    path("people/new/", people.person_new, name="person-new"),
    path("people/<int:pk>/", people.person, name="person"),
    path("people/<int:pk>/name/", people.person_name, name="person-name"),
    path("people/<int:pk>/password/", people.person_password, name="person-password"),
    path("people/<int:pk>/close/", people.person_close, name="person-close"),
    path("people/<int:pk>/open/", people.person_open, name="person-open"),
    path("people/<int:pk>/posts/new/", posts.post_new, name="post-new"),
    path("people/posts/<int:pk>/end/", posts.post_end, name="post-end"),
    path("people/posts/<int:pk>/take-back/", posts.post_take_back, name="post-take-back"),
    path("settings/", settings.settings, name="settings"),
    path("clock/", clock.clock, name="clock"),
]
