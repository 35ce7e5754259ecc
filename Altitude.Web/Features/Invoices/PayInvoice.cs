using System.Net;
using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Customers;
using Altitude.Domain.Invoices;
using Altitude.Web.Components;
using Altitude.Web.Hosting;
using Altitude.Web.Stripe;
using Microsoft.EntityFrameworkCore;

namespace Altitude.Web.Features.Invoices;

/// <summary>What somebody wants to pay.</summary>
/// <param name="Part">Counts for a part only; null: no amount that could be read.</param>
/// <param name="Choice">What is paid on top, and how; null: nothing was chosen.</param>
public sealed record PayWish(CheckoutPurpose Purpose, Money? Part, PayChoice? Choice = null);

/// <summary>
/// Leads a customer to the provider's page for an invoice, or for several. The attempt is committed before the provider is asked; asked again for the same, the same page
/// opens; asked for something else, the old page is ended first. Whether anything was paid is the provider's word alone, and comes later.
/// </summary>
public sealed class PayInvoice(WorkspaceDbFactory workspaces, StripeGateway gateway, OpenCheckouts checkouts, PaymentKeys keys, PublicAddress site)
{
    /// <summary>So many invoices are paid at one page at most.</summary>
    public const int Most = 20;

    private static readonly TimeSpan Lasts = TimeSpan.FromMinutes(45);

    /// <summary>How often terms may change under somebody who presses once.</summary>
    private const int MostTries = 3;

    /// <returns>The address of the page at the provider.</returns>
    /// <exception cref="RuleViolation">It is not theirs, nothing is due, or the provider does not answer.</exception>
    public Task<string> RunAsync(Visitor visitor, string number, PayWish wish, CancellationToken cancellationToken) =>
        PayAsync(visitor, [number], wish, wish.Choice ?? PayChoice.None, $"/invoices/{number}", cancellationToken);

    /// <summary>What is asked for now of each of these, at one page.</summary>
    /// <inheritdoc cref="RunAsync(Visitor, string, PayWish, CancellationToken)"/>
    public Task<string> SeveralAsync(Visitor visitor, IReadOnlyCollection<string> numbers, PayChoice choice, CancellationToken cancellationToken)
    {
        RuleViolation.Unless(numbers.Count > 0, PaymentRules.Several, "Choose at least one invoice.");
        RuleViolation.Unless(numbers.Count <= Most, PaymentRules.Several, $"Choose at most {Most} invoices at a time.");
        return PayAsync(visitor, [.. numbers.Distinct().Order(StringComparer.Ordinal)], null, choice, "/invoices", cancellationToken);
    }

    private async Task<string> PayAsync(
        Visitor visitor,
        string[] numbers,
        PayWish? wish,
        PayChoice choice,
        string page,
        CancellationToken cancellationToken
    )
    {
        for (var tries = 0; tries < MostTries; tries++)
        {
            var begun = await workspaces.ActAsync(
                visitor,
                RequestKey.New("pay-invoice"),
                db => BeginAsync(db, visitor, numbers, wish, choice, cancellationToken),
                cancellationToken
            );
            if (begun.Url is { } open)
            {
                return open;
            }

            if (begun.ToBeClosed.Count > 0)
            {
                foreach (var invoice in begun.ToBeClosed)
                {
                    await checkouts.CloseAsync(visitor.WorkspaceId, new Id<Invoice>(invoice), cancellationToken);
                }

                continue;
            }

            return await OpenAsync(visitor, begun, page, cancellationToken);
        }

        throw new RuleViolation(PaymentRules.UnderWay, "Somebody else is paying just now. Load the page again.");
    }

    private static async Task<Begun> BeginAsync(
        WorkspaceDb db,
        Visitor visitor,
        string[] numbers,
        PayWish? wish,
        PayChoice choice,
        CancellationToken cancellationToken
    )
    {
        var ids = visitor.MaySeeInvoices()
            ? await db
                .Invoices.Where(i => numbers.Contains(i.Number) && i.CustomerId == visitor.CustomerId)
                .Select(i => i.Id)
                .ToListAsync(cancellationToken)
            : [];
        RuleViolation.Unless(ids.Count == numbers.Length, InvoiceRules.Missing, "There is no such invoice.");
        foreach (var id in ids.OrderBy(id => id.Value))
        {
            await db.LockAsync(id, cancellationToken);
        }

        var account = await db.PaymentAccounts.AsNoTracking().SingleOrDefaultAsync(cancellationToken);
        RuleViolation.Unless(
            account is { IsReady: true },
            PaymentRules.NotOffered,
            "This cannot be paid online at the moment. Call the company, or pay as the invoice says."
        );
        var invoices = await db
            .Invoices.Include(i => i.Payments)
                .ThenInclude(p => p.Refunds)
            .Include(i => i.Credits)
            .AsSplitQuery()
            .Where(i => ids.Contains(i.Id))
            .ToListAsync(cancellationToken);
        var company = await db.Workspaces.AsNoTracking().SingleAsync(cancellationToken);
        var format = Words.Of(company).Money;
        var asked = invoices.OrderBy(i => Array.IndexOf(numbers, i.Number)).Select(i => AskedOf(i, wish, account!.LeastPart, format)).ToArray(); // Ready, so it is there.
        RuleViolation.Unless(
            asked.All(a => a.Amount.Currency == asked[0].Amount.Currency),
            PaymentRules.Several,
            "These invoices are in different currencies. Pay them one by one."
        );
        foreach (var ask in asked)
        {
            StripeAmounts.ToStripe(ask.Amount); // Refused here, before anything is written down.
        }

        var (sum, step) = (asked.Select(a => a.Amount).Aggregate((a, b) => a + b), StripeAmounts.StepOf(asked[0].Amount.Currency));
        var extras = account!.ExtrasOf(sum, choice, step); // As above.
        asked = [.. asked.Zip(extras.Over([.. asked.Select(a => a.Amount)], step), (ask, part) => ask with { Extras = part, Means = choice.Means })];

        var email = await db.Contacts.Where(c => c.Id == visitor.ContactId).Select(c => c.Email).SingleAsync(cancellationToken);
        var present = await db
            .CheckoutAttempts.Where(a =>
                ids.Contains(a.InvoiceId)
                && (a.State == CheckoutState.Opening || a.State == CheckoutState.Open || a.State == CheckoutState.Processing)
            )
            .ToListAsync(cancellationToken);
        RuleViolation.Unless(
            present.All(a => a.State != CheckoutState.Processing),
            PaymentRules.UnderWay,
            "A payment from a bank account is on its way. When the bank has answered, this page says so."
        );
        if (present.Count == 0)
        {
            present = SetOut(db, visitor, asked, account!.Mode); // Ready, so it is there.
        }
        else if (!await IsForAsync(db, present, asked, account!.Mode, cancellationToken)) // As above.
        {
            return Begun.After([.. present.Select(a => a.InvoiceId.Value)]);
        }

        var lead = present.Single(a => a.LeadId is null);
        return new Begun(
            lead.Id.Value,
            [.. present.OrderBy(a => a.Part).Select(a => a.InvoiceId.Value)],
            company.Slug,
            [
                .. asked.Select(a => new BegunLine(NameOf(a), a.Amount.MinorUnits, a.Amount.Currency.Code)),
                .. new[]
                {
                    new BegunLine("Card surcharge", extras.Surcharge.MinorUnits, sum.Currency.Code),
                    new("Tip", extras.Tip.MinorUnits, sum.Currency.Code),
                }.Where(l => l.Amount > 0),
            ],
            choice.Means,
            lead.ExpiresAt,
            email,
            lead.State == CheckoutState.Open ? lead.Url : null,
            []
        );
    }

    private static List<CheckoutAttempt> SetOut(WorkspaceDb db, Visitor visitor, Asked[] asked, ProviderMode mode)
    {
        List<CheckoutAttempt> attempts = [];
        foreach (var ask in asked)
        {
            attempts.Add(
                CheckoutAttempt.SetOut(
                    Id<CheckoutAttempt>.New(),
                    ask.Invoice,
                    visitor.ContactId,
                    ask.Purpose,
                    ask.Amount,
                    mode,
                    db.Now,
                    Lasts,
                    attempts.FirstOrDefault(),
                    attempts.Count + 1,
                    ask.Means,
                    ask.Extras
                )
            );
        }

        db.CheckoutAttempts.AddRange(attempts);
        db.Queue(OutboxKinds.LookAtCheckout, attempts[0].Id.Value, db.Now.AddMinutes(2));
        return attempts;
    }

    /// <summary>Whether the page that is open asks for exactly this, and can still be paid at.</summary>
    private static async Task<bool> IsForAsync(
        WorkspaceDb db,
        List<CheckoutAttempt> present,
        Asked[] asked,
        ProviderMode mode,
        CancellationToken cancellationToken
    )
    {
        var page = present[0].PageId;
        return present.Count == asked.Length
            && present.All(a => a.PageId == page && (a.State == CheckoutState.Opening || a.IsFresh(db.Now)))
            && present.Any(a => a.LeadId is null)
            && asked.All(ask => present.Any(a => a.InvoiceId == ask.Invoice.Id && a.Asks(ask.Purpose, ask.Amount, ask.Extras, ask.Means, mode)))
            && await db.CheckoutAttempts.CountAsync(a => a.Id == page || a.LeadId == page, cancellationToken) == asked.Length;
    }

    /// <param name="wish">Null: what is asked for now.</param>
    /// <param name="format">Formats money for a refusal.</param>
    private static Asked AskedOf(Invoice invoice, PayWish? wish, long leastPart, Func<Money, string> format)
    {
        RuleViolation.Unless(
            invoice.VoidedAt is null && invoice.Balance.MinorUnits > 0,
            PaymentRules.NothingDue,
            invoice.VoidedAt is null ? $"{invoice.Number} is paid. Nothing is due any more." : $"{invoice.Number} is void. Nothing is due."
        );
        switch (wish?.Purpose ?? (invoice.DepositDue.MinorUnits > 0 ? CheckoutPurpose.Deposit : CheckoutPurpose.Balance))
        {
            case CheckoutPurpose.Deposit:
                RuleViolation.Unless(invoice.DepositDue.MinorUnits > 0, PaymentRules.NothingDue, "The deposit is paid. The rest is due later.");
                return Ask(CheckoutPurpose.Deposit, invoice.DepositDue);
            case CheckoutPurpose.Balance:
                return Ask(CheckoutPurpose.Balance, invoice.Balance);
            default:
                var least = Math.Min(leastPart, invoice.Balance.MinorUnits);
                RuleViolation.Unless(
                    leastPart > 0
                        && wish?.Part is { } part
                        && part.Currency == invoice.Total.Currency
                        && part.MinorUnits >= least
                        && part <= invoice.Balance,
                    PaymentRules.Part,
                    leastPart > 0
                        ? $"Write an amount from {format(new Money(least, invoice.Total.Currency))} to {format(invoice.Balance)}."
                        : "Parts of an invoice cannot be paid online."
                );
                return Ask(CheckoutPurpose.Part, wish!.Part!.Value); // Required above.
        }

        Asked Ask(CheckoutPurpose purpose, Money amount) => new(invoice, purpose, amount, PaymentExtras.None(amount.Currency), PayMeans.Any);
    }

    private static string NameOf(Asked asked) => asked.Purpose == CheckoutPurpose.Deposit ? $"{asked.Invoice.Number}, deposit" : asked.Invoice.Number;

    private async Task<string> OpenAsync(Visitor visitor, Begun begun, string page, CancellationToken cancellationToken)
    {
        var actor = new Provider(visitor.WorkspaceId);
        var id = new Id<CheckoutAttempt>(begun.Attempt);
        var key =
            await keys.FindAsync(workspaces, actor, cancellationToken)
            ?? throw new RuleViolation(PaymentRules.NotOffered, "This cannot be paid online at the moment.");
        ProviderSession session;
        try
        {
            session = await gateway.OpenAsync(key.Secret, RequestOf(begun, page), cancellationToken);
        }
        catch (ProviderUnreachableException)
        {
            throw new RuleViolation(
                PaymentRules.Unreachable,
                "The payment page did not open, because the payment provider does not answer at the moment. Nothing was paid. Try again in a minute."
            );
        }
        catch (ProviderRefusedException refused)
        {
            if (refused.Status == HttpStatusCode.BadRequest && await FindAsync(id, actor, key, cancellationToken) is { } found)
            {
                session = found; // It was opened before, with other words about it.
            }
            else
            {
                await ChangeAsync(actor, begun, "refuse-checkout", (a, now) => a.Failed(refused.Message, now), cancellationToken);
                throw new RuleViolation(
                    PaymentRules.Refused,
                    "The payment page could not be opened. Nothing was paid. Call the company, or pay as the invoice says."
                );
            }
        }

        var opened = await ChangeAsync(actor, begun, "open-checkout", (a, _) => a.Opened(session.Id, session.Url ?? ""), cancellationToken);
        if (opened.Length > 0)
        {
            return opened;
        }

        // The attempt was ended while the provider was asked: its page is ended too, now or by the attempt's own timer.
        await checkouts.EndPageAsync(visitor.WorkspaceId, key, session.Id, cancellationToken);
        throw new RuleViolation(PaymentRules.UnderWay, "The invoice has changed meanwhile. Load the page again.");
    }

    private async Task<ProviderSession?> FindAsync(Id<CheckoutAttempt> id, Provider actor, ProviderKey key, CancellationToken cancellationToken)
    {
        CheckoutAttempt attempt;
        await using (var db = await workspaces.ReadAsync(actor, cancellationToken))
        {
            attempt = await db.CheckoutAttempts.SingleAsync(a => a.Id == id, cancellationToken);
        }

        try
        {
            return await checkouts.FindAsync(attempt, key, cancellationToken) is { Status: "open", Url: not null } found ? found : null;
        }
        catch (Exception unsaid) when (unsaid is ProviderUnreachableException or ProviderRefusedException)
        {
            return null;
        }
    }

    /// <returns>Where the page opens now; empty: nowhere.</returns>
    private Task<string> ChangeAsync(
        Provider actor,
        Begun begun,
        string what,
        Action<CheckoutAttempt, DateTimeOffset> change,
        CancellationToken cancellationToken
    ) =>
        workspaces.ActAsync(
            actor,
            RequestKey.New(what),
            async db =>
            {
                foreach (var invoice in begun.Invoices.Order())
                {
                    await db.LockAsync(new Id<Invoice>(invoice), cancellationToken);
                }

                var lead = new Id<CheckoutAttempt>(begun.Attempt);
                var attempts = await db.CheckoutAttempts.Where(a => a.Id == lead || a.LeadId == lead).ToListAsync(cancellationToken);
                attempts.ForEach(a => change(a, db.Now));
                return attempts.Single(a => a.Id == lead).Url ?? "";
            },
            cancellationToken
        );

    /// <summary>The same for the same attempt, whenever it is asked: the provider compares.</summary>
    private CheckoutRequest RequestOf(Begun begun, string page)
    {
        var path = $"/portal/{begun.Slug}{page}";
        return new CheckoutRequest(
            begun.Attempt,
            $"checkout-{begun.Attempt:N}",
            [.. begun.Lines.Select(l => new CheckoutLine(l.Name, new Money(l.Amount, new Currency(l.Currency))))],
            begun.Email.Length > 0 ? begun.Email : null,
            begun.ExpiresAt,
            site.To($"{path}?paid={begun.Attempt:N}"),
            site.To(path),
            begun.Means
        );
    }

    /// <summary>What is asked for of an invoice, and its part of what is paid on top.</summary>
    private sealed record Asked(Invoice Invoice, CheckoutPurpose Purpose, Money Amount, PaymentExtras Extras, PayMeans Means);

    private sealed record BegunLine(string Name, long Amount, string Currency);

    /// <summary>What was written down before the provider is asked.</summary>
    /// <param name="Url">The page that is open already.</param>
    /// <param name="ToBeClosed">Invoices whose page asks for something else, or ends too soon.</param>
    private sealed record Begun(
        Guid Attempt,
        IReadOnlyList<Guid> Invoices,
        string Slug,
        IReadOnlyList<BegunLine> Lines,
        PayMeans Means,
        DateTimeOffset ExpiresAt,
        string Email,
        string? Url,
        IReadOnlyList<Guid> ToBeClosed
    )
    {
        public static Begun After(IReadOnlyList<Guid> closed) => new(Guid.Empty, [], "", [], PayMeans.Any, default, "", null, closed);
    }
}
