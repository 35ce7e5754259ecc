using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Estimates;
using Microsoft.EntityFrameworkCore;

namespace Altitude.Web.Features.Estimates;

/// <summary>What anyone who has an approval's hash may know: that it exists, when it was given, and whether it is still what it was.</summary>
/// <param name="RecordedAt">UTC; when the company wrote it down; null: the customer gave it in the portal.</param>
/// <param name="WithdrawnAt">UTC; null: it was not taken back.</param>
public sealed record VerifiedConsent(
    bool IsIntact,
    DateTimeOffset GivenAt,
    ConsentKind Kind,
    DateTimeOffset? RecordedAt,
    DateTimeOffset? WithdrawnAt,
    string ZoneId
);

/// <summary>Checks a sealed approval against its hash. No names.</summary>
public sealed class VerifyConsentQuery(IDbContextFactory<PlatformDb> platform, WorkspaceDbFactory workspaces)
{
    /// <returns>Null: no approval has this hash.</returns>
    public async Task<VerifiedConsent?> RunAsync(string hash, CancellationToken cancellationToken)
    {
        var wanted = DocumentHash.From(hash);
        if (wanted.Hex.Length == 0)
        {
            return null;
        }

        await using var lookups = await platform.CreateDbContextAsync(cancellationToken);
        var lookup = await lookups.DocumentLookups.AsNoTracking().SingleOrDefaultAsync(d => d.Hash == wanted, cancellationToken);
        if (lookup is null)
        {
            return null;
        }

        try
        {
            await using var db = await workspaces.ReadAsync(new Requester(lookup.WorkspaceId), cancellationToken);
            var consent = await db.Consents.SingleOrDefaultAsync(c => c.Id == lookup.ConsentId, cancellationToken);
            var withdrawn = await db
                .ConsentWithdrawals.Where(w => w.ConsentId == lookup.ConsentId)
                .Select(w => (DateTimeOffset?)w.At)
                .SingleOrDefaultAsync(cancellationToken);
            var zone = await db.Workspaces.Select(w => w.ZoneId).SingleAsync(cancellationToken);
            return consent is null
                ? null
                : new VerifiedConsent(
                    DocumentHash.Of(consent.Document) == wanted && ConsentDocument.Agrees(consent),
                    consent.GivenAt,
                    consent.Kind,
                    consent.RecordedAt,
                    withdrawn,
                    zone
                );
        }
        catch (RuleViolation refused) when (AccessRules.IsAccess(refused.Rule))
        {
            return null;
        }
    }
}
