using System.Globalization;
using Altitude.Data;
using Altitude.Domain.Activity;
using Altitude.Web.Security;
using Microsoft.AspNetCore.Components.Authorization;

namespace Altitude.Web.Features.Workspaces;

/// <summary>Who works in this office page or circuit, as its own identity says; never from a parameter.</summary>
public sealed class CurrentStaff(AuthenticationStateProvider authentication, WorkspaceDbFactory workspaces)
{
    private Staff? _staff;

    /// <exception cref="InvalidOperationException">Nobody of the company: the page's policy should have refused them.</exception>
    public async ValueTask<Staff> GetAsync() =>
        _staff ??=
            AltitudeClaims.StaffOf((await authentication.GetAuthenticationStateAsync()).User)
            ?? throw new InvalidOperationException("An office page was drawn for somebody who is not signed in to the office.");

    /// <summary>The sign-in behind the present session; it may have seats in several companies.</summary>
    public async ValueTask<StaffSignIn> GetSignInAsync()
    {
        var identity = (await authentication.GetAuthenticationStateAsync()).User.Identities.First(i => i.AuthenticationType == Schemes.Office);
        return new StaffSignIn(
            await GetAsync(),
            identity.FindFirst(AltitudeClaims.Slug)!.Value, // The scheme sets both.
            Guid.Parse(identity.FindFirst(AltitudeClaims.User)!.Value)
        )
        {
            Lasts = double.TryParse(identity.FindFirst(AltitudeClaims.Lasts)?.Value, CultureInfo.InvariantCulture, out var seconds)
                ? TimeSpan.FromSeconds(seconds)
                : null,
        };
    }

    /// <summary>The company as it is now.</summary>
    public async Task<WorkspaceView> GetWorkspaceAsync(CancellationToken cancellationToken)
    {
        await using var db = await workspaces.ReadAsync(await GetAsync(), cancellationToken);
        return await WorkspaceViews.ReadAsync(db, cancellationToken);
    }
}
