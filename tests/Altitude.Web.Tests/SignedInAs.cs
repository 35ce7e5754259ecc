using System.Security.Claims;
using Altitude.Domain.Activity;
using Altitude.Web.Security;
using Microsoft.AspNetCore.Components.Authorization;

namespace Altitude.Web.Tests;

/// <summary>Who is signed in to the office, for components that are drawn without a server.</summary>
/// <param name="slug">The company's, where the page asks for it.</param>
/// <param name="lasts">Seconds for which the sign-in lasts yet; null: it is not said.</param>
internal sealed class SignedInAs(Staff staff, string slug = "", string? lasts = null) : AuthenticationStateProvider
{
    public override Task<AuthenticationState> GetAuthenticationStateAsync() =>
        Task.FromResult(
            new AuthenticationState(
                new ClaimsPrincipal(
                    new ClaimsIdentity(
                        [
                            new(AltitudeClaims.Session, staff.Session.ToString()),
                            new(AltitudeClaims.Workspace, staff.WorkspaceId.ToString()),
                            new(AltitudeClaims.Slug, slug),
                            new(AltitudeClaims.User, Guid.Empty.ToString()),
                            new(AltitudeClaims.Staff, staff.StaffId.ToString()),
                            new(AltitudeClaims.Role, staff.Role.ToString()),
                            new(AltitudeClaims.Name, staff.StaffName),
                            new(AltitudeClaims.Lasts, lasts ?? ""),
                        ],
                        Schemes.Office
                    )
                )
            )
        );
}
