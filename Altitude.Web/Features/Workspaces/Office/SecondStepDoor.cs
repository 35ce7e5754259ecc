using Altitude.Web.Security;

namespace Altitude.Web.Features.Workspaces.Office;

/// <summary>Who stands at a door of the office: signed in, though perhaps not yet further than the page of their second step.</summary>
internal static class SecondStepDoor
{
    public const string Address = "/office/second-step";

    /// <returns>Null: nobody.</returns>
    public static async Task<StaffSignIn?> FindAsync(HttpContext context, StaffSessions sessions) =>
        context.Request.Cookies[Cookies.Office(context.Request)] is { } cookie && Secret.HasForm(cookie)
            ? await sessions.FindAtDoorAsync(Secret.HashOf(cookie), context.RequestAborted)
            : null;

    /// <param name="next">Where they wanted to go; anything but an address of the office is forgotten.</param>
    public static string With(string? next) => SignIn.IsOfOffice(next) ? $"{Address}?next={Uri.EscapeDataString(next!)}" : Address; // IsOfOffice: not null.
}
