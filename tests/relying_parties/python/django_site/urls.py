"""The site's pages and its API."""

from django.contrib.auth.decorators import login_required, user_passes_test
from django.shortcuts import render
from django.urls import include, path
from rest_framework.decorators import api_view
from rest_framework.response import Response


def home(request):
    return render(request, "page.html", {"groups": request.user.groups.values_list("name", flat=True)})


@login_required(login_url="/oidc/authenticate/")
@user_passes_test(lambda user: user.is_staff, login_url="/failed")
def office(request):
    return render(request, "page.html", {"message": "For staff only"})


def signed_out(request):
    return render(request, "page.html", {"message": "You are signed out."})


def failed(request):
    """Refused, cancelled, or signed in and not allowed here; mozilla-django-oidc tells no more of why."""
    return render(request, "page.html", {"error": "That did not work."}, status=403)


@api_view(["GET"])
def me(request):
    """For programs: `Authorization: Bearer` and an access token."""
    return Response({"sub": request.user.username, "email": request.user.email, "is_staff": request.user.is_staff})


urlpatterns = [
    path("", home),
    path("office", office),
    path("signed-out", signed_out),
    path("failed", failed),
    path("api/me", me),
    path("oidc/", include("mozilla_django_oidc.urls")),
]
