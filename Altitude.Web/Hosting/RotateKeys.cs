using Altitude.Web.Features.PortalAccess;
using Altitude.Web.Features.Workspaces;
using Altitude.Web.Security;
using Microsoft.AspNetCore.DataProtection.KeyManagement;

namespace Altitude.Web.Hosting;

/// <summary>
/// What an operator does when a key or a database may have been seen by others: secrets are wrapped anew, every link and sign-in ends, and Data Protection gets a new key.
/// Run again after it was interrupted, it ends what was begun.
/// </summary>
internal static class RotateKeys
{
    /// <summary>The key that secrets were wrapped by, while <c>Altitude__MasterKey</c> names the new one.</summary>
    public const string Previous = "Altitude:PreviousMasterKey";

    /// <returns>What was done, in a sentence; and whether every secret could be opened.</returns>
    public static async Task<(string Said, bool IsWhole)> RunAsync(VerbContext context, CancellationToken cancellationToken)
    {
        await using var scope = context.Services.CreateAsyncScope();
        var services = scope.ServiceProvider;
        var previous = services.GetRequiredService<IConfiguration>()[Previous] is { Length: > 0 } given ? new MasterKey(given) : null;
        var secrets = default(Rewrapped);
        foreach (var kept in services.GetServices<IWrappedSecrets>())
        {
            secrets += await kept.WrapAnewAsync(previous, cancellationToken);
        }

        var (links, portal, office) = (0, 0, 0);
        foreach (var (id, _) in await context.WorkspacesAsync(cancellationToken))
        {
            var revoked = await services.GetRequiredService<RevokeAccess>().ByOperatorAsync(id, cancellationToken);
            (links, portal) = (links + revoked.Links, portal + revoked.Sessions);
            office += await services.GetRequiredService<EndAllStaffSessions>().RunAsync(id, cancellationToken);
        }

        var keys = services.GetRequiredService<IKeyManager>();
        var now = services.GetRequiredService<TimeProvider>().GetUtcNow();
        keys.RevokeAllKeys(now, "rotate-keys");
        keys.CreateNewKey(now, now + services.GetRequiredService<Microsoft.Extensions.Options.IOptions<KeyManagementOptions>>().Value.NewKeyLifetime);
        return (
            $"{secrets.Done} secrets wrapped anew, {secrets.Lost} could not be opened; {links} links taken back, {portal} portal sessions and {office} office sign-ins ended; a new Data Protection key. Restart every node.",
            secrets.Lost == 0
        );
    }
}
