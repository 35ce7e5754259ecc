using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Customers;
using Altitude.Domain.Estimates;
using Altitude.Domain.Workspaces;
using Microsoft.EntityFrameworkCore;

namespace Altitude.Web.Features.Home;

/// <summary>The way of a new company to its first estimate in a customer's hands, as its records tell it.</summary>
/// <param name="IsShownToday">Among what needs the company today: until the second estimate was sent, unless somebody put them away.</param>
/// <param name="Contact">Whose eyes the portal may be looked at with; null: there is nobody yet.</param>
public sealed record FirstSteps(IReadOnlyList<FirstStep> Steps, bool IsShownToday, bool IsHidden, string Portal, Id<Contact>? Contact)
{
    public int Done => Steps.Count(s => s.IsDone);

    /// <summary>Null: all of it is done.</summary>
    public FirstStep? Next => Steps.FirstOrDefault(s => !s.IsDone);
}

/// <summary>One step.</summary>
/// <param name="Act">What its link or button says.</param>
/// <param name="Path">The form that it leads to; null: it waits for the one before it, or is a press.</param>
/// <param name="LooksAsCustomer">A press opens the portal with the contact's eyes.</param>
public sealed record FirstStep(string Key, string Title, string Why, bool IsDone, string Act, string? Path, bool LooksAsCustomer = false);

/// <summary>Reads how far a new company is. Nothing of it is kept: each step is done when its record is there.</summary>
public sealed class FirstStepsQuery(WorkspaceDbFactory workspaces)
{
    /// <summary>Whoever has sent so many knows the way.</summary>
    private const int Known = 2;

    public async Task<FirstSteps> RunAsync(Staff staff, CancellationToken cancellationToken)
    {
        await using var db = await workspaces.ReadAsync(staff, cancellationToken);
        var company = await db
            .Workspaces.Select(w => new
            {
                w.Slug,
                w.Brand,
                w.HidesFirstSteps,
            })
            .SingleAsync(cancellationToken);
        var sent = await db
            .Estimates.Where(e => e.SentVersion != null)
            .OrderBy(e => e.Id)
            .Select(e => new { e.Number, e.CustomerId })
            .Take(Known)
            .ToListAsync(cancellationToken);
        var draft = await db
            .Estimates.Where(e => e.State == EstimateState.Draft)
            .OrderByDescending(e => e.CreatedAt)
            .Select(e => e.Number)
            .FirstOrDefaultAsync(cancellationToken);
        var job = await db
            .Jobs.OrderByDescending(j => j.Id) // By their keys, which grow with time.
            .Select(j => new { j.Number, j.CustomerId })
            .FirstOrDefaultAsync(cancellationToken);
        var customer =
            job?.CustomerId
            ?? await db
                .Customers.Where(c => c.MergedInto == null)
                .OrderBy(c => c.Id)
                .Select(c => (Id<Customer>?)c.Id)
                .FirstOrDefaultAsync(cancellationToken);
        var of = sent.Count > 0 ? sent[0].CustomerId : customer;
        var contact = await db
            .Contacts.Where(c => c.CustomerId == of && c.RemovedAt == null)
            .OrderBy(c => c.Id)
            .Select(c => (Id<Contact>?)c.Id)
            .FirstOrDefaultAsync(cancellationToken);
        var looked = await db.PortalViewings.AnyAsync(cancellationToken) || await db.PortalSessions.AnyAsync(cancellationToken);

        FirstStep[] steps =
        [
            new(
                "brand",
                "Make it yours",
                "Choose your colour. Your portal and every mail wear it.",
                company.Brand != BrandKit.Default,
                "Choose a colour",
                "/office/settings/brand"
            ),
            new(
                "customer",
                "Write down your first customer",
                "Name, address, and an e-mail address that the estimate goes to. Yourself will do for a try.",
                customer is not null,
                "Add a customer",
                "/office/customers?new=customer"
            ),
            new(
                "estimate",
                "Write the estimate",
                "Open a job for the customer, and begin from a template or the price book: both are filled in for your trade.",
                draft is not null || sent.Count > 0,
                job is null ? "Open a job" : "Write the estimate",
                customer is null ? null
                    : job is null ? $"/office/board?new={customer}"
                    : $"/office/estimates/new?job={job.Number}"
            ),
            new(
                "send",
                "Send it",
                "Your customer gets a mail with one button. No password, no app.",
                sent.Count > 0,
                "Look it over and send it",
                draft is null ? null : $"/office/estimates/{draft}"
            ),
            new(
                "portal",
                "See what your customer sees",
                "The portal with their eyes. You can look at everything and press nothing.",
                looked,
                "Open the portal",
                Path: null,
                LooksAsCustomer: contact is not null
            ),
        ];
        return new FirstSteps(
            steps,
            !company.HidesFirstSteps && sent.Count < Known && steps.Any(s => !s.IsDone),
            company.HidesFirstSteps,
            $"/portal/{company.Slug}",
            contact
        );
    }
}

/// <summary>Puts the first steps away from what needs the company today, or back there.</summary>
public sealed class HideFirstSteps(WorkspaceDbFactory workspaces)
{
    /// <exception cref="RuleViolation">Their role does not allow it.</exception>
    public Task RunAsync(Staff staff, bool isHidden, RequestKey key, CancellationToken cancellationToken)
    {
        StaffRoles.Require(staff.Role.MayControl(), "put the first steps away");
        return workspaces.ActAsync(
            staff,
            key,
            async db =>
            {
                await db.LockAsync(staff.WorkspaceId, cancellationToken);
                (await db.Workspaces.SingleAsync(cancellationToken)).HideFirstSteps(isHidden);
            },
            cancellationToken
        );
    }
}
