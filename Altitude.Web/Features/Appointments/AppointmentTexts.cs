using System.Globalization;
using Altitude.Web.Components;

namespace Altitude.Web.Features.Appointments;

/// <summary>A customer's visits.</summary>
public sealed class AppointmentTexts(CultureInfo culture) : Texts(culture)
{
    public string Ahead => Of();
    public string Appointments => Of();
    public string Arrival => Of();

    public string Between(object? time, object? time2) => Of([time, time2]);

    public string Earlier => Of();
    public string Job => Of();
    public string NoneArePlanned => Of();
    public string When => Of();
    public string Where => Of();
    public string With => Of();
}
