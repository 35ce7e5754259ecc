using System.Globalization;
using Altitude.Web.Components;

namespace Altitude.Web.Features.Customers;

/// <summary>What the company keeps about a contact.</summary>
public sealed class ContactTexts(CultureInfo culture) : Texts(culture)
{
    public string Address => Of();
    public string Email => Of();
    public string For => Of();
    public string MayDecide => Of();
    public string MayDoEverything => Of();
    public string MaySeeInvoices => Of();
    public string Name => Of();
    public string Phone => Of();

    public string WhatIsKept(object? company) => Of([company]);

    public string WhatYouMayDo => Of();
    public string WhereYouAreSignedIn => Of();
    public string YourDetails => Of();

    public string SaveChanges => Of();

    public string Saved(object? company) => Of([company]);

    public string EmailHint(object? company) => Of([company]);

    public string EmailAsked(object? company, object? address) => Of([company, address]);

    public string WhatYouMayChange => Of();
}
