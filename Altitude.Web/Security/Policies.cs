using Altitude.Domain.Workspaces;
using Microsoft.AspNetCore.Authorization;

namespace Altitude.Web.Security;

/// <summary>Names of the office's authorisation policies. What a role may do to a record is the use-case's business.</summary>
public static class Policies
{
    public const string Staff = "Staff";
    public const string Control = "Control";
    public const string Operate = "Operate";

    public static void Add(AuthorizationOptions options)
    {
        // The claim: inside a circuit a portal browser is somebody too.
        options.AddPolicy(Staff, policy => policy.AddAuthenticationSchemes(Schemes.Office).RequireClaim(AltitudeClaims.Staff));
        options.AddPolicy(
            Control,
            policy => policy.AddAuthenticationSchemes(Schemes.Office).RequireRole(nameof(StaffRole.Owner), nameof(StaffRole.Admin))
        );
        options.AddPolicy(Operate, policy => policy.AddAuthenticationSchemes(Schemes.Office).RequireRole(nameof(StaffRole.Owner)));
    }
}
