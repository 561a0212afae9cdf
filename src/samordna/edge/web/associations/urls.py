from django.urls import path

from samordna.edge.web.associations import about, economy, founding, parties, questions, views

app_name = "associations"
urlpatterns = [
    path("", about.home, name="home"),
    path("nytt/", founding.new, name="new"),
    path("<slug:slug>/", about.about, name="about"),
    path("<slug:slug>/andra/", about.change, name="change"),
    path("<slug:slug>/parter/", parties.parties, name="parties"),
    path("<slug:slug>/parter/ny/", parties.add, name="add_part"),
    path("<slug:slug>/parter/<slug:part>/<int:pk>/avsluta/", parties.end, name="end_part"),
    path("<slug:slug>/omrade/", parties.area, name="area"),
    path("<slug:slug>/ekonomi/", economy.year, name="economy"),
    path("<slug:slug>/ekonomi/hamta/<slug:form>/", economy.take_out, name="take_out"),
    path("<slug:slug>/ekonomi/<int:year>/", economy.year, name="economy_year"),
    path("<slug:slug>/ekonomi/<int:year>/medel/", economy.means, name="means"),
    path("<slug:slug>/ekonomi/<int:year>/administration/", economy.administration, name="administration"),
    path("<slug:slug>/fragor/", questions.question_list, name="questions"),
    path("<slug:slug>/fragor/ny/", questions.add, name="add_question"),
    path("<slug:slug>/fragor/<int:pk>/", questions.change, name="question"),
    path("<slug:slug>/fragor/<int:pk>/avsluta/", questions.end, name="end_question"),
    path("<slug:slug>/fragor/<int:pk>/flytta/", questions.move, name="move_question"),
    path("<slug:slug>/tider/", views.customs, name="customs"),
]
