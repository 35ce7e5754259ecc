using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Customers;
using Altitude.Domain.Leads;
using Altitude.Web.Files;
using Altitude.Web.Security;
using Microsoft.EntityFrameworkCore;

namespace Altitude.Web.Features.Leads;

/// <summary>What a customer who is signed in asks for.</summary>
/// <param name="Place">One of their own; null: none of them.</param>
public sealed record WorkToAsk(string Service, string Text, string Times, Id<ServiceLocation>? Place);

/// <summary>A customer who is signed in asks for new work: a request that knows who they are.</summary>
public sealed class AskForWork(WorkspaceDbFactory workspaces, RateLimits limits)
{
    /// <param name="photos">Files as they came, whatever they are.</param>
    /// <returns>The request's number.</returns>
    /// <exception cref="RuleViolation">Something is missing, a file is no photo, the place is another's, they see invoices alone, or they ask too often.</exception>
    public async Task<string> RunAsync(
        Visitor visitor,
        WorkToAsk wanted,
        IReadOnlyList<SentFile> photos,
        RequestKey key,
        CancellationToken cancellationToken
    )
    {
        RuleViolation.Unless(
            visitor.Rights.MaySeeEstimates(),
            LeadRules.NotYours,
            "Somebody else of yours asks for work here. You see the invoices."
        );
        RequestPhotos.Require(photos);
        await RequireOwnAsync(visitor, wanted.Place, cancellationToken); // First: a try that could never succeed is not counted.
        await limits.RequireAsync(RateLimit.RequestFormByAddress, visitor.ContactId.ToString(), cancellationToken);
        var taken = await RequestPhotos.ReadAsync(photos, cancellationToken);
        return await workspaces.ActAsync(
            visitor,
            key,
            async db =>
            {
                var contact = await db.Contacts.AsNoTracking().SingleAsync(c => c.Id == visitor.ContactId, cancellationToken);
                var place = wanted.Place is { } id
                    ? await db.Locations.AsNoTracking().SingleAsync(l => l.Id == id && l.CustomerId == visitor.CustomerId, cancellationToken)
                    : null;
                var lead = Lead.Ask(
                    Id<Lead>.New(),
                    contact,
                    place,
                    $"REQ-{await db.NextNumberAsync("REQ", TakeRequest.FirstRequest, cancellationToken)}",
                    wanted.Service,
                    wanted.Text,
                    wanted.Times,
                    db.Now
                );
                RequestPhotos.Attach(lead, taken);
                db.Leads.Add(lead);
                return lead.Number;
            },
            cancellationToken
        );
    }

    private async Task RequireOwnAsync(Visitor visitor, Id<ServiceLocation>? place, CancellationToken cancellationToken)
    {
        await using var db = await workspaces.ReadAsync(visitor, cancellationToken);
        RuleViolation.Unless(
            place is not { } id || await db.Locations.AnyAsync(l => l.Id == id && l.CustomerId == visitor.CustomerId, cancellationToken),
            LeadRules.Address,
            "Choose one of your own places."
        );
    }
}

/// <summary>A place of one's own to choose.</summary>
public sealed record OwnPlace(Id<ServiceLocation> Id, string Label);

/// <summary>Where the customer who is looking can have work done.</summary>
public sealed class OwnPlacesQuery(WorkspaceDbFactory workspaces)
{
    public async Task<IReadOnlyList<OwnPlace>> RunAsync(PortalReader reader, CancellationToken cancellationToken)
    {
        await using var db = await workspaces.ReadAsync(reader, cancellationToken);
        return await db
            .Locations.Where(l => l.CustomerId == reader.CustomerId && l.RemovedAt == null)
            .OrderBy(l => l.Id)
            .Take(50)
            .Select(l => new OwnPlace(l.Id, l.Label == "" ? l.Address : l.Label + ", " + l.Address))
            .ToListAsync(cancellationToken);
    }
}
