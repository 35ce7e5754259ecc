using System.Globalization;
using Altitude.Data;
using Altitude.Web.Components;
using Microsoft.EntityFrameworkCore;

namespace Altitude.Web.Features.Customers;

/// <summary>A contact's phone number as it can be compared.</summary>
internal static class ContactPhone
{
    /// <returns>In E.164, as it is called from the company's country; empty: it is none, or cannot be told.</returns>
    public static async Task<string> OfAsync(WorkspaceDb db, string phone, CancellationToken cancellationToken) =>
        phone.Trim().Length == 0
            ? ""
            : E164.Of(phone, CultureInfo.GetCultureInfo(await db.Workspaces.Select(w => w.Culture).SingleAsync(cancellationToken)));
}
