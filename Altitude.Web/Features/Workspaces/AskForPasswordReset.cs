using Altitude.Domain;
using Altitude.Web.Security;
using Microsoft.AspNetCore.Identity;

namespace Altitude.Web.Features.Workspaces;

/// <summary>
/// Somebody forgot their password. Whether the address is known is found out after the answer, which says the same, after the same time, to everybody.
/// </summary>
public sealed class AskForPasswordReset(PasswordResetRequests requests, ILookupNormalizer normalizer, RateLimits limits)
{
    /// <param name="address">The IP address, for the rate limit alone.</param>
    /// <exception cref="RuleViolation">Too many tries.</exception>
    public async Task RunAsync(string email, string address, CancellationToken cancellationToken)
    {
        var name = StaffNames.Normalise(normalizer, email);
        await limits.RequireAsync(RateLimit.PasswordResetByAddress, address, cancellationToken);
        await limits.RequireAsync(RateLimit.PasswordReset, name, cancellationToken);
        requests.Add(name);
    }
}
