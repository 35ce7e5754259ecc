using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Invoices;
using Altitude.Domain.Jobs;
using Altitude.Domain.Workspaces;
using Altitude.Web.Components;
using Altitude.Web.Stripe;
using Microsoft.EntityFrameworkCore;

namespace Altitude.Web.Features.Payments;

/// <summary>Staff use money that one invoice does not need for another of the same customer. No money moves.</summary>
public sealed class ApplyUnapplied(WorkspaceDbFactory workspaces, OpenCheckouts checkouts)
{
    /// <param name="from">The number of the invoice that has too much.</param>
    /// <param name="to">The number of the one that gets it.</param>
    /// <exception cref="RuleViolation">Another customer's, void or settled, less is left over, or their role does not allow it.</exception>
    public async Task RunAsync(Staff staff, string from, string to, Money amount, RequestKey key, CancellationToken cancellationToken)
    {
        StaffRoles.Require(staff.Role.MayPrice(), "apply payments");
        await checkouts.CloseAsync(staff, to, cancellationToken); // What is due there changes: nobody pays the old amount any more.
        await workspaces.ActAsync(
            staff,
            key,
            async db =>
            {
                var company = await db.Workspaces.AsNoTracking().SingleAsync(cancellationToken);
                var places = await db
                    .Invoices.AsNoTracking()
                    .Where(i => i.Number == from || i.Number == to)
                    .Select(i => new
                    {
                        i.Id,
                        i.Number,
                        i.JobId,
                    })
                    .Take(2)
                    .ToListAsync(cancellationToken);
                RuleViolation.Unless(places.Count == 2, InvoiceRules.Missing, "There is no such invoice.");
                List<Job> jobs = [];
                foreach (var job in places.Select(p => p.JobId).OfType<Id<Job>>().Distinct().OrderBy(id => id.Value))
                {
                    await db.LockAsync(job, cancellationToken);
                    jobs.Add(await db.Jobs.SingleAsync(j => j.Id == job, cancellationToken));
                }

                foreach (var place in places.OrderBy(p => p.Id.Value))
                {
                    await db.LockAsync(place.Id, cancellationToken);
                }

                var ids = places.Select(p => p.Id).ToArray();
                var invoices = await db
                    .Invoices.Include(i => i.Payments)
                        .ThenInclude(p => p.Refunds)
                    .Include(i => i.Credits)
                    .AsSplitQuery()
                    .Where(i => ids.Contains(i.Id))
                    .ToListAsync(cancellationToken);
                var (giving, taking) = (invoices.Single(i => i.Number == from), invoices.Single(i => i.Number == to));
                await OpenCheckouts.RequireClosedAsync(db, taking.Id, cancellationToken);
                var today = LocalDay.Of(db.Now, TimeZoneInfo.FindSystemTimeZoneById(company.ZoneId));
                giving.ApplyTo(
                    taking,
                    amount,
                    Id<Payment>.New(),
                    Id<Refund>.New,
                    new AppliedByHand(new Recorder(staff.StaffId, staff.StaffName), today, db.Now),
                    Words.Of(company).Money
                );
                foreach (var job in jobs)
                {
                    await JobFactsQuery.RestageAsync(db, job, cancellationToken);
                }
            },
            cancellationToken
        );
    }
}
