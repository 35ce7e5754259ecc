using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Customers;
using Altitude.Domain.Invoices;
using Altitude.Domain.Workspaces;
using Altitude.Web.Features.Customers;
using Altitude.Web.Features.Workspaces;
using Microsoft.EntityFrameworkCore;

namespace Altitude.Web.Features.Invoices;

/// <summary>One row of the office's list of invoices.</summary>
/// <param name="Number">Empty: a draft has none.</param>
/// <param name="IssuedOn">Local to the workspace; for a draft, the day on which it was begun.</param>
/// <param name="Balance">Still to be paid; nothing of a draft is.</param>
/// <param name="JobNumber">Null: it stands alone.</param>
public sealed record InvoiceRow(
    Guid Id,
    string Number,
    string Customer,
    string Title,
    InvoiceStatus Status,
    DateOnly IssuedOn,
    DateOnly DueOn,
    Money Total,
    Money Balance,
    string? JobNumber
)
{
    public string Path => Number.Length == 0 ? $"/office/invoices/drafts/{Id}" : $"/office/invoices/{Number}";
}

/// <summary>How many invoices, and what is owed of them.</summary>
/// <param name="IsMore">There are more than were looked at.</param>
public sealed record InvoiceSum(int Count, Money Amount, bool IsMore);

/// <summary>A page of the office's list of invoices.</summary>
/// <param name="Drafts">How many are being written.</param>
/// <param name="Today">The company's day.</param>
public sealed record InvoicesView(
    WorkspaceView Company,
    IReadOnlyList<InvoiceRow> Rows,
    bool HasMore,
    InvoiceSum ToBePaid,
    InvoiceSum Overdue,
    InvoiceSum Drafts,
    DateOnly Today
);

/// <summary>Reads the office's list of invoices: what is owed by its due day, everything else newest first.</summary>
public sealed class InvoicesQuery(WorkspaceDbFactory workspaces)
{
    public const int Page = 50;
    public const int Most = 500;

    /// <summary>So many open invoices are added up.</summary>
    public const int MostSummed = 1_000;
    private const int MostFound = 100;

    public async Task<InvoicesView> RunAsync(Staff staff, InvoiceFilter filter, int take, CancellationToken cancellationToken)
    {
        await using var db = await workspaces.ReadAsync(staff, cancellationToken);
        var company = await WorkspaceViews.ReadAsync(db, cancellationToken);
        var today = LocalDay.Of(db.Now, company.Zone);
        take = Math.Clamp(take, 1, Most);
        var rows =
            filter.Group == InvoiceGroup.Draft
                ? await DraftsAsync(db, filter.Find, company, take + 1, cancellationToken)
                : await IssuedAsync(db, filter, today, take + 1, cancellationToken);
        var drafts = await db
            .InvoiceDrafts.Where(d => d.EndedAt == null)
            .OrderByDescending(d => d.CreatedAt)
            .Take(MostSummed)
            .Select(d => d.Total.MinorUnits)
            .ToListAsync(cancellationToken);
        return new InvoicesView(
            company,
            [.. rows.Take(take)],
            rows.Count > take,
            await SumAsync(Unsettled(db.Invoices), company, cancellationToken),
            await SumAsync(Unsettled(db.Invoices).Where(i => i.DueOn < today), company, cancellationToken),
            new InvoiceSum(drafts.Count, new Money(drafts.Sum(), company.Currency), drafts.Count == MostSummed),
            today
        );
    }

    private static async Task<List<InvoiceRow>> IssuedAsync(
        WorkspaceDb db,
        InvoiceFilter filter,
        DateOnly today,
        int take,
        CancellationToken cancellationToken
    )
    {
        var wanted = filter.Group switch
        {
            InvoiceGroup.ToBePaid => Unsettled(db.Invoices),
            InvoiceGroup.Overdue => Unsettled(db.Invoices).Where(i => i.DueOn < today),
            InvoiceGroup.PartiallyPaid => Unsettled(db.Invoices).Where(i => EF.Property<long>(i, InvoiceColumns.Paid) > 0),
            InvoiceGroup.Paid => db.Invoices.Where(i =>
                i.VoidedAt == null && EF.Property<long>(i, InvoiceColumns.Paid) + EF.Property<long>(i, InvoiceColumns.Credited) >= i.Total.MinorUnits
            ),
            InvoiceGroup.Refunded => db.Invoices.Where(i => EF.Property<long>(i, InvoiceColumns.Refunded) > 0),
            InvoiceGroup.Void => db.Invoices.Where(i => i.VoidedAt != null),
            _ => db.Invoices,
        };
        if (filter.Find.Trim() is { Length: > 0 } find)
        {
            if (await FoundAsync(db, wanted, find, cancellationToken) is not { } found)
            {
                return [];
            }

            wanted = found;
        }

        var isByDueDay = filter.Group is InvoiceGroup.ToBePaid or InvoiceGroup.Overdue or InvoiceGroup.PartiallyPaid;
        var first = (
            isByDueDay ? wanted.OrderBy(i => i.DueOn).ThenBy(i => i.Id) : wanted.OrderByDescending(i => i.IssuedOn).ThenByDescending(i => i.Id)
        ).Take(take);
        var rows = await first
            .Select(i => new
            {
                i.Id,
                i.Number,
                Customer = db.Customers.Where(c => c.Id == i.CustomerId).Select(c => c.Name).First(),
                i.Content.Title,
                Sums = InvoiceSums.Of(
                    i.Total.Currency,
                    i.Total.MinorUnits,
                    i.Deposit.MinorUnits,
                    EF.Property<long>(i, InvoiceColumns.Paid),
                    EF.Property<long>(i, InvoiceColumns.Refunded),
                    EF.Property<long>(i, InvoiceColumns.Credited),
                    i.VoidedAt != null
                ),
                i.IssuedOn,
                i.DueOn,
                Job = db.Jobs.Where(j => j.Id == i.JobId).Select(j => j.Number).FirstOrDefault(),
            })
            .ToListAsync(cancellationToken);
        return
        [
            .. rows.Select(r => new InvoiceRow(
                r.Id.Value,
                r.Number,
                r.Customer,
                r.Title,
                r.Sums.StatusOn(r.DueOn, today),
                r.IssuedOn,
                r.DueOn,
                r.Sums.Total,
                r.Sums.Balance,
                r.Job
            )),
        ];
    }

    private static async Task<List<InvoiceRow>> DraftsAsync(
        WorkspaceDb db,
        string find,
        WorkspaceView company,
        int take,
        CancellationToken cancellationToken
    )
    {
        var wanted = db.InvoiceDrafts.Where(d => d.EndedAt == null);
        if (find.Trim() is { Length: > 0 } text)
        {
            var customers = await CustomersAsync(db, text, cancellationToken);
            wanted = wanted.Where(d => customers.Contains(d.CustomerId));
        }

        var rows = await wanted
            .OrderByDescending(d => d.CreatedAt)
            .Take(take)
            .Select(d => new
            {
                d.Id,
                Customer = db.Customers.Where(c => c.Id == d.CustomerId).Select(c => c.Name).First(),
                d.Content.Title,
                d.CreatedAt,
                d.DueOn,
                d.Total,
                Job = db.Jobs.Where(j => j.Id == d.JobId).Select(j => j.Number).FirstOrDefault(),
            })
            .ToListAsync(cancellationToken);
        return
        [
            .. rows.Select(r => new InvoiceRow(
                r.Id.Value,
                "",
                r.Customer,
                r.Title,
                InvoiceStatus.Draft,
                LocalDay.Of(r.CreatedAt, company.Zone),
                r.DueOn,
                r.Total,
                Money.Zero(r.Total.Currency),
                r.Job
            )),
        ];
    }

    /// <returns>Null: nothing that could be looked for.</returns>
    private static async Task<IQueryable<Invoice>?> FoundAsync(
        WorkspaceDb db,
        IQueryable<Invoice> among,
        string find,
        CancellationToken cancellationToken
    )
    {
        var text = find.ToUpperInvariant();
        if (!PlainText.IsFilled(text, 100))
        {
            return null;
        }

        if (NumberIn(text, $"{IssueInvoice.NumberKind}-") is { } number)
        {
            return among.Where(i => i.Number == number);
        }

        if (NumberIn(text, "JOB-") is { } job && text.StartsWith("JOB", StringComparison.Ordinal))
        {
            return among.Where(i => db.Jobs.Any(j => j.Number == job && j.Id == i.JobId));
        }

        var customers = await CustomersAsync(db, find, cancellationToken);
        return customers.Length == 0 ? null : among.Where(i => customers.Contains(i.CustomerId));
    }

    private static async Task<Id<Customer>[]> CustomersAsync(WorkspaceDb db, string find, CancellationToken cancellationToken) =>
        await CustomerSearch.FindAsync(db, find, cancellationToken) is { } found ? await found.Take(MostFound).ToArrayAsync(cancellationToken) : [];

    /// <summary>"INV-2044" of "INV-2044", "inv 2044" or "2044"; null: it is no number, or a phone's.</summary>
    private static string? NumberIn(string text, string prefix)
    {
        var digits = text.StartsWith(prefix[..^1], StringComparison.Ordinal) ? text[(prefix.Length - 1)..].TrimStart('-', ' ') : text;
        return digits.Length is > 0 and <= 6 && digits.All(char.IsAsciiDigit) ? prefix + digits.TrimStart('0').PadLeft(1, '0') : null;
    }

    private static IQueryable<Invoice> Unsettled(IQueryable<Invoice> invoices) =>
        invoices.Where(i =>
            i.VoidedAt == null && EF.Property<long>(i, InvoiceColumns.Paid) + EF.Property<long>(i, InvoiceColumns.Credited) < i.Total.MinorUnits
        );

    private static async Task<InvoiceSum> SumAsync(IQueryable<Invoice> invoices, WorkspaceView company, CancellationToken cancellationToken)
    {
        var sum = await invoices
            .OrderBy(i => i.DueOn)
            .Take(MostSummed)
            .Select(i => i.Total.MinorUnits - EF.Property<long>(i, InvoiceColumns.Paid) - EF.Property<long>(i, InvoiceColumns.Credited))
            .GroupBy(_ => 1)
            .Select(g => new { Count = g.Count(), Owed = g.Sum() })
            .SingleOrDefaultAsync(cancellationToken);
        return new InvoiceSum(sum?.Count ?? 0, new Money(sum?.Owed ?? 0, company.Currency), sum?.Count == MostSummed);
    }
}
