from django.urls import path

from samordna.edge.web.measures import files, reading_in, sharing, showing, views, year

app_name = "measures"
urlpatterns = [
    path("", views.measure_list, name="list"),
    path("ny/", views.new, name="new"),
    path("hamta/<slug:form>/", files.take_out, name="take_out"),
    path("las-in/antal/", reading_in.counts, name="read_in_counts"),
    path("las-in/antal/mall/", reading_in.counts_template, name="counts_template"),
    path("las-in/bokforing/", reading_in.books, name="read_in_books"),
    path("las-in/bokforing/mall/", reading_in.books_template, name="books_template"),
    path("<str:code>/", showing.detail, name="detail"),
    path("<str:code>/andra/", views.change, name="change"),
    path("<str:code>/ar/", year.year, name="year"),
    path("<str:code>/ar/<int:year>/", year.year, name="year"),
    path("<str:code>/delas/", sharing.shares, name="shares"),
    path("<str:code>/antal/", views.volume, name="volume"),
    path("<str:code>/antal/<int:year>/", views.volume, name="volume"),
]
