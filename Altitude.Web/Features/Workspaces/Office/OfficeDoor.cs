using Altitude.Web.Security;

namespace Altitude.Web.Features.Workspaces.Office;

/// <summary>Who stands at a door of the office: signed in, though perhaps no further than the page of their second step, or the one of a closed company.</summary>
internal static class OfficeDoor
{
    public const string SecondStep = "/office/second-step";

    /// <summary>What an owner of a closed company finds in place of the office.</summary>
    public const string Closed = "/office/closed";

    /// <returns>Null: nobody.</returns>
    public static async Task<StaffSignIn?> FindAsync(HttpContext context, StaffSessions sessions) =>
        context.Request.Cookies[Cookies.Office(context.Request)] is { } cookie && Secret.HasForm(cookie)
            ? await sessions.FindAtDoorAsync(Secret.HashOf(cookie), context.RequestAborted)
            : null;

    /// <param name="next">Where they wanted to go; anything but an address of the office is forgotten.</param>
    public static string SecondStepThen(string? next) => SignIn.IsOfOffice(next) ? $"{SecondStep}?next={Uri.EscapeDataString(next!)}" : SecondStep; // IsOfOffice: not null.
}
