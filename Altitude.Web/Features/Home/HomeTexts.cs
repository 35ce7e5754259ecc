using System.Globalization;
using Altitude.Web.Components;

namespace Altitude.Web.Features.Home;

/// <summary>A customer's front page, and the pages that say that there is nothing.</summary>
public sealed class HomeTexts(CultureInfo culture) : Texts(culture)
{
    public string AllActivity => Of();
    public string Closed => Of();
    public string CouldNotBeRead => Of();
    public string GoToTheFrontPage => Of();
    public string GoToTheOffice => Of();
    public string GoToYourPortal => Of();

    public string Hello(object? firstName) => Of([firstName]);

    public string InProgress => Of();

    public string JobOnDay(object? number, object? day, object? time) => Of([number, day, time]);

    public string JobSince(object? number, object? day) => Of([number, day]);

    public string MayHaveMoved => Of();
    public string New => Of();

    public string NoJobs(object? company) => Of([company]);

    public string NotDone => Of();
    public string NotYourDoing => Of();
    public string NothingHere => Of();
    public string OpenJob => Of();

    public string OrCallUs(object? shown) => Of([shown]);

    public string RecentActivity => Of();
    public string SendOnceMore => Of();
    public string WentWrong => Of();
    public string YourJobs => Of();

    public string AskForWork => Of();
    public string AllAppointments => Of();
    public string Appointments => Of();
    public string SeeTheAppointment => Of();
}
