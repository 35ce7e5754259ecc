using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Customers;
using Altitude.Domain.Leads;
using Altitude.Web.Features.Customers;
using Altitude.Web.Features.Workspaces;
using Microsoft.EntityFrameworkCore;

namespace Altitude.Web.Features.Leads;

/// <summary>One request with everything that was written, and whom it may be from.</summary>
/// <param name="SameEmail">The one of them that has its e-mail address, which is no accident; null: none.</param>
/// <param name="IsFromPortal">A contact sent it while signed in: whom it is from is known.</param>
/// <param name="Likely">Customers that it may be from, the likeliest first; empty unless it is open.</param>
public sealed record LeadView(
    Id<Lead> Id,
    string Number,
    LeadState State,
    string Name,
    string Email,
    string Phone,
    string Address,
    string Service,
    string Text,
    string PreferredTimes,
    LeadSource Source,
    DateTimeOffset ReceivedAt,
    DateOnly? FollowUpOn,
    string FollowUpNote,
    string LostReason,
    Id<Customer>? CustomerId,
    string? CustomerName,
    string? JobNumber,
    IReadOnlyList<LeadPhotoView> Photos,
    IReadOnlyList<LikelyDuplicate> Likely,
    Id<Customer>? SameEmail,
    bool IsFromPortal,
    WorkspaceView Company,
    DateTimeOffset Now
);

/// <summary>A picture of a request, by where it stands.</summary>
public sealed record LeadPhotoView(Id<LeadPhoto> Id, int Position, int Width, int Height)
{
    public string Address => $"/files/{Id}";
}

/// <summary>Reads one request.</summary>
public sealed class LeadQuery(WorkspaceDbFactory workspaces)
{
    private const string ByEmail = "the same e-mail address";
    private const int MostLikely = 10;
    private const int NationalDigits = 10;

    /// <returns>Null: there is no such request here.</returns>
    public async Task<LeadView?> FindAsync(Staff staff, string number, CancellationToken cancellationToken)
    {
        await using var db = await workspaces.ReadAsync(staff, cancellationToken);
        var lead = await db.Leads.SingleOrDefaultAsync(l => l.Number == number, cancellationToken);
        if (lead is null)
        {
            return null;
        }

        var photos = await db
            .LeadPhotos.Where(p => p.LeadId == lead.Id)
            .OrderBy(p => p.Position)
            .Take(Lead.MostPhotos)
            .Select(p => new LeadPhotoView(p.Id, p.Position, p.Width, p.Height))
            .ToListAsync(cancellationToken);
        var customer = await db.Customers.Where(c => c.Id == lead.CustomerId).Select(c => c.Name).FirstOrDefaultAsync(cancellationToken);
        IReadOnlyList<LikelyDuplicate> likely =
            lead.State != LeadState.Open ? []
            : lead is { AskedBy: not null, CustomerId: { } known } ? [new LikelyDuplicate(known, customer ?? "", "asked while signed in")]
            : await LikelyAsync(db, lead, cancellationToken);
        return new LeadView(
            lead.Id,
            lead.Number,
            lead.State,
            lead.Name,
            lead.Email,
            lead.Phone,
            lead.Address,
            lead.Service,
            lead.Text,
            lead.PreferredTimes,
            lead.Source,
            lead.ReceivedAt,
            lead.FollowUpOn,
            lead.FollowUpNote,
            lead.LostReason,
            lead.CustomerId,
            customer,
            await db.Jobs.Where(j => j.Id == lead.JobId).Select(j => j.Number).FirstOrDefaultAsync(cancellationToken),
            photos,
            likely,
            lead.AskedBy is null ? likely.FirstOrDefault(l => l.Why == ByEmail)?.Id : lead.CustomerId,
            lead.AskedBy is not null,
            await WorkspaceViews.ReadAsync(db, cancellationToken),
            db.Now
        );
    }

    /// <summary>Customers that share the e-mail address, the phone number or the street with it.</summary>
    private static async Task<IReadOnlyList<LikelyDuplicate>> LikelyAsync(WorkspaceDb db, Lead lead, CancellationToken cancellationToken)
    {
        var byEmail =
            lead.Email.Length == 0
                ? []
                : await db
                    .Contacts.Where(c => c.Email == lead.Email && c.RemovedAt == null)
                    .Select(c => c.CustomerId)
                    .Order()
                    .Take(MostLikely)
                    .ToListAsync(cancellationToken);
        var digits = (lead.PhoneE164.Length > 0 ? lead.PhoneE164 : lead.Phone).Where(char.IsAsciiDigit).ToArray();
        var phone = new string(digits[Math.Max(0, digits.Length - NationalDigits)..]);
        var byPhone =
            phone.Length < 7
                ? []
                : await db
                    .CustomerWords.Where(w => w.Word == phone)
                    .Select(w => w.CustomerId)
                    .Order()
                    .Take(MostLikely)
                    .ToListAsync(cancellationToken);
        var street = lead.Address.Split(',', '\n')[0].Trim();
        var byAddress =
            street.Length < 5
            || !street.Any(char.IsAsciiDigit)
            || !street.Any(char.IsLetter)
            || await CustomerSearch.FindAsync(db, street, cancellationToken) is not { } there
                ? []
                : await there.Order().Take(MostLikely).ToListAsync(cancellationToken);

        Id<Customer>[] found = [.. byEmail.Concat(byPhone).Concat(byAddress).Distinct().Take(MostLikely)];
        var rows = await db
            .Customers.Where(c => found.Contains(c.Id) && c.MergedInto == null)
            .Select(c => new { c.Id, c.Name })
            .ToListAsync(cancellationToken);
        return
        [
            .. rows.OrderBy(r => Array.IndexOf(found, r.Id))
                .Select(r => new LikelyDuplicate(
                    r.Id,
                    r.Name,
                    byEmail.Contains(r.Id) ? ByEmail
                        : byPhone.Contains(r.Id) ? "the same phone number"
                        : "the same address"
                )),
        ];
    }
}
