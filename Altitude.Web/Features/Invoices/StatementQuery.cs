using System.Globalization;
using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Customers;
using Altitude.Domain.Invoices;
using Altitude.Domain.Workspaces;
using Altitude.Web.Features.Workspaces;
using Microsoft.EntityFrameworkCore;

namespace Altitude.Web.Features.Invoices;

/// <summary>Which days a statement tells of. Made of an address, so it takes any text and keeps what it understands.</summary>
/// <param name="From">The first local day; null: from the beginning.</param>
/// <param name="Through">The last local day, itself included; null: until now.</param>
public sealed record StatementRange(DateOnly? From, DateOnly? Through)
{
    private const string Day = "yyyy-MM-dd";

    public static StatementRange Of(string? from, string? through) => new(DayOf(from), DayOf(through));

    public string FromText => From?.ToString(Day, CultureInfo.InvariantCulture) ?? "";
    public string ThroughText => Through?.ToString(Day, CultureInfo.InvariantCulture) ?? "";

    private static DateOnly? DayOf(string? text) =>
        DateOnly.TryParseExact(text, Day, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) && day.Year is > 1 and < 9999 ? day : null;
}

/// <summary>What a line of a statement tells.</summary>
public enum StatementKind
{
    Invoice,
    Payment,
    Refund,
    Credit,
}

/// <summary>Something that changed what a customer owes.</summary>
/// <param name="Number">The invoice's.</param>
/// <param name="Title">What the invoice is for.</param>
/// <param name="Method">How money moved, one of <see cref="PaymentMethods"/>; empty: none did.</param>
/// <param name="IsPending">On its way at the payment provider.</param>
/// <param name="Amount">Added to what is owed; negative: taken from it.</param>
/// <param name="Balance">What was owed afterwards; negative: the company owed it.</param>
/// <param name="OnTop">Paid, or given back, on top as surcharge or tip, which changes nothing that is owed.</param>
public sealed record StatementLine(
    StatementKind Kind,
    DateOnly On,
    string Number,
    string Title,
    string Method,
    bool IsPending,
    Money Amount,
    Money Balance,
    Money OnTop
);

/// <summary>A customer's account with the company: what was billed, paid, refunded and credited, and what is owed.</summary>
/// <param name="Opening">What was owed before the first line.</param>
/// <param name="Closing">What was owed at the end of the range; negative: the company owes it.</param>
/// <param name="IsCut">Older lines are in the opening balance, because there are too many to show.</param>
/// <param name="Today">The company's day.</param>
public sealed record Statement(
    WorkspaceView Company,
    string Customer,
    StatementRange Range,
    Money Opening,
    IReadOnlyList<StatementLine> Lines,
    Money Closing,
    bool IsCut,
    DateOnly Today
);

/// <summary>Reads a customer's account. Void invoices count for nothing; money that came for them all the same does.</summary>
public sealed class StatementQuery(WorkspaceDbFactory workspaces)
{
    /// <summary>So many invoices are told one by one; those before them stand in the opening balance.</summary>
    public const int Most = 300;

    /// <returns>Null: invoices are not this contact's to see.</returns>
    public async Task<Statement?> RunAsync(PortalReader reader, StatementRange range, CancellationToken cancellationToken)
    {
        await using var db = await workspaces.ReadAsync(reader, cancellationToken);
        return reader.MaySeeInvoices() ? await OfAsync(db, reader.CustomerId, range, cancellationToken) : null;
    }

    /// <returns>Null: there is no such customer.</returns>
    public async Task<Statement?> RunAsync(Staff staff, Id<Customer> customer, StatementRange range, CancellationToken cancellationToken)
    {
        await using var db = await workspaces.ReadAsync(staff, cancellationToken);
        return await OfAsync(db, customer, range, cancellationToken);
    }

    private static async Task<Statement?> OfAsync(WorkspaceDb db, Id<Customer> customer, StatementRange range, CancellationToken cancellationToken)
    {
        if (await db.Customers.Where(c => c.Id == customer).Select(c => c.Name).SingleOrDefaultAsync(cancellationToken) is not { } name)
        {
            return null;
        }

        var company = await WorkspaceViews.ReadAsync(db, cancellationToken);
        var newest = await db
            .Invoices.AsNoTracking()
            .Include(i => i.Payments)
                .ThenInclude(p => p.Refunds)
            .Include(i => i.Credits)
            .AsSplitQuery()
            .Where(i => i.CustomerId == customer)
            .OrderByDescending(i => i.IssuedOn)
            .ThenByDescending(i => i.Id)
            .Take(Most + 1)
            .ToListAsync(cancellationToken);
        var isCut = newest.Count > Most;
        var told = newest.Take(Most).ToArray();
        var opening = isCut ? await OwedAsync(db, customer, cancellationToken) - told.Sum(OwedOf) : 0;
        var lines = new List<StatementLine>();
        foreach (var (at, line) in told.SelectMany(LinesOf).OrderBy(l => l.Line.On).ThenBy(l => l.At))
        {
            if (line.On < range.From)
            {
                opening += line.Amount.MinorUnits;
            }
            else if (range.Through is null || line.On <= range.Through)
            {
                lines.Add(line);
            }
        }

        var balance = opening;
        for (var n = 0; n < lines.Count; n++)
        {
            balance += lines[n].Amount.MinorUnits;
            lines[n] = lines[n] with { Balance = new Money(balance, company.Currency) };
        }

        return new Statement(
            company,
            name,
            range,
            new Money(opening, company.Currency),
            lines,
            new Money(balance, company.Currency),
            isCut,
            LocalDay.Of(db.Now, company.Zone)
        );
    }

    /// <summary>All that the customer owes, whenever it came about; negative: the company owes it.</summary>
    private static Task<long> OwedAsync(WorkspaceDb db, Id<Customer> customer, CancellationToken cancellationToken) =>
        db
            .Invoices.Where(i => i.CustomerId == customer)
            .SumAsync(
                i =>
                    (i.VoidedAt == null ? i.Total.MinorUnits - EF.Property<long>(i, InvoiceColumns.Credited) : 0)
                    - EF.Property<long>(i, InvoiceColumns.Paid),
                cancellationToken
            );

    private static long OwedOf(Invoice invoice) => invoice.Sums.Owed.MinorUnits - invoice.Sums.Paid.MinorUnits;

    private static IEnumerable<(DateTimeOffset At, StatementLine Line)> LinesOf(Invoice invoice)
    {
        if (invoice.VoidedAt is null)
        {
            yield return (DateTimeOffset.MinValue, Line(StatementKind.Invoice, invoice.IssuedOn, invoice.Total)); // On one day, what is billed comes first.
        }

        foreach (var movement in InvoiceMovement.Of(invoice).Select((m, n) => (Movement: m, At: DateTimeOffset.MinValue.AddTicks(n + 1))))
        {
            var (kind, amount) = movement.Movement.Kind switch
            {
                InvoiceMovementKind.Refund => (StatementKind.Refund, movement.Movement.Amount),
                InvoiceMovementKind.Credit => (StatementKind.Credit, -movement.Movement.Amount),
                _ => (StatementKind.Payment, -movement.Movement.Amount),
            };
            if (kind != StatementKind.Credit || invoice.VoidedAt is null)
            {
                yield return (
                    movement.At,
                    Line(kind, movement.Movement.On, amount) with
                    {
                        Method = movement.Movement.Method,
                        IsPending = movement.Movement.IsPending,
                        OnTop = amount with { MinorUnits = movement.Movement.OnTop },
                    }
                );
            }
        }

        StatementLine Line(StatementKind kind, DateOnly on, Money amount) =>
            new(kind, on, invoice.Number, invoice.Content.Title, "", false, amount, Money.Zero(amount.Currency), Money.Zero(amount.Currency));
    }
}
