using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Estimates;
using Altitude.Domain.Invoices;
using Altitude.Testing;
using Altitude.Web.Features.Estimates;
using Altitude.Web.Features.Invoices;
using Altitude.Web.Stripe;
using Altitude.Web.StripeSandbox;
using Microsoft.EntityFrameworkCore;

namespace Altitude.Web.Tests.Stripe;

/// <summary>What an invoice has come to.</summary>
/// <param name="Payments">How many payments stand for it.</param>
internal sealed record InvoiceEnd(long Paid, long Balance, long Unapplied, int Payments, long Refunded);

/// <summary>A company that is connected with the sandbox, and INV-2044 of S1: 1,083.20 with 324.96 as deposit.</summary>
internal sealed class PaymentStage
{
    public const string Card = "4242 4242 4242 4242";
    public const string DeclinedCard = "4000 0000 0000 0002";
    public const string Debit = "000123456789";
    public const string FailingDebit = "000222222227";

    private readonly AppFixture _site;

    private PaymentStage(AppFixture site, Cast cast, string number) => (_site, Cast, Number) = (site, cast, number);

    public Cast Cast { get; }
    public string Number { get; }
    public string Key => DemoPayments.KeyOf(Cast.Summit.Id);

    public static async Task<PaymentStage> SetAsync(AppFixture site)
    {
        var cast = await site.GatherAsync();
        await site.Service<DemoPayments>().ConnectAsync(cast.Summit.Id, CancellationToken.None);
        var shown = await site.ReadAsync(cast.Summit.Operator, db => db.EstimateVersions.SingleAsync(v => v.EstimateId == cast.Summit.Estimate));
        var ticked = new HashSet<string> { Cast.SurgeProtector };
        await site.Service<ApproveEstimate>()
            .RunAsync(
                cast.Maria.Actor,
                cast.Summit.EstimateNumber,
                new Approval(shown.DocumentHash.Hex, ticked, shown.Content.Totals(ticked).Total.MinorUnits, "Maria Delgado"),
                RequestKey.New("approve-estimate"),
                RequestOrigin.Of("203.0.113.9", "Phone"),
                CancellationToken.None
            );
        var number = await site.ReadAsync(cast.Summit.Operator, db => db.Invoices.Select(i => i.Number).SingleAsync());
        return new PaymentStage(site, cast, number);
    }

    /// <summary>Maria presses a button of the invoice.</summary>
    /// <param name="part">Minor units.</param>
    /// <returns>The address of the hosted page.</returns>
    public Task<string> PressAsync(CheckoutPurpose purpose, long? part = null) =>
        _site
            .Service<PayInvoice>()
            .RunAsync(
                Cast.Maria.Actor,
                Number,
                new PayWish(purpose, part is { } amount ? new Money(amount, new Currency("USD")) : null),
                CancellationToken.None
            );

    /// <summary>Somebody fills in the hosted page.</summary>
    public async Task<Page> PayByCardAsync(string url, string card = Card)
    {
        using var payer = _site.Visit();
        var page = await payer.GetAsync(new Uri(url).PathAndQuery);
        return await payer.PressAsync(page, $"Pay {page.Heading}", [new("number", card), new("expiry", "12 / 34"), new("cvc", "123")]);
    }

    public async Task PayByBankAsync(string url, string account)
    {
        using var payer = _site.Visit();
        await payer.PressAsync(await payer.GetAsync(new Uri(url).PathAndQuery), "Pay from bank account", [new("account", account)]);
    }

    public Task<InvoiceEnd> EndAsync() =>
        _site.ReadAsync(
            Cast.Summit.Operator,
            async db =>
            {
                var invoice = await InvoiceAsync(db);
                var sums = invoice.Sums;
                return new InvoiceEnd(
                    sums.Paid.MinorUnits,
                    sums.Balance.MinorUnits,
                    sums.Unapplied.MinorUnits,
                    invoice.Payments.Count,
                    sums.Refunded.MinorUnits
                );
            }
        );

    public Task<Invoice> InvoiceAsync(WorkspaceDb db) =>
        db.Invoices.Include(i => i.Payments).ThenInclude(p => p.Refunds).Include(i => i.Credits).SingleAsync(i => i.Number == Number);

    public Task<List<CheckoutAttempt>> AttemptsAsync() =>
        _site.ReadAsync(Cast.Summit.Operator, db => db.CheckoutAttempts.OrderBy(a => a.CreatedAt).ThenBy(a => a.Id).ToListAsync());

    /// <summary>Further invoices of this customer, without tax or deposit.</summary>
    /// <param name="amount">Minor units, of each.</param>
    /// <returns>Their numbers.</returns>
    public async Task<IReadOnlyList<string>> IssueAsync(int count, long amount)
    {
        List<string> numbers = [];
        await _site.ActAsync(
            Cast.Owen,
            async db =>
            {
                var like = (await InvoiceAsync(db)).Content;
                var content = like with
                {
                    Lines = [new LineItem("visit", "Visit", 1, "", amount, IsTaxed: false, Discount.None, IsOptional: false)],
                    Discount = Discount.None,
                    Tax = null,
                    Deposit = DepositTerms.None,
                };
                for (var i = 0; i < count; i++)
                {
                    var number = $"INV-{await db.NextNumberAsync("INV", 2044, CancellationToken.None)}";
                    db.Invoices.Add(
                        Invoice.Issue(
                            Id<Invoice>.New(),
                            Cast.Summit.Id,
                            Cast.Summit.Customer,
                            null,
                            null,
                            number,
                            content,
                            new DateOnly(2027, 6, 8),
                            new DateOnly(2027, 6, 22)
                        )
                    );
                    numbers.Add(number);
                }
            }
        );
        return numbers;
    }

    /// <summary>How many lines of history tell of a payment: one receipt follows from each.</summary>
    public Task<int> ReceiptsAsync() => _site.ReadAsync(Cast.Summit.Operator, db => db.Activity.CountAsync(a => a.Kind == "invoice.payment"));

    public async Task ComesToAsync(Func<InvoiceEnd, bool> end, string what)
    {
        try
        {
            await Patiently.HoldsAsync(async () => end(await EndAsync()), what);
        }
        catch (TimeoutException late)
        {
            throw new TimeoutException($"{late.Message} It is {await EndAsync()}.", late);
        }
    }

    /// <summary>How many pages the sandbox has for this company, and how many of them can be paid at.</summary>
    public async Task<(int All, int Open)> PagesAsync()
    {
        var sessions = await _site
            .Service<StripeGateway>()
            .SessionsSinceAsync(Key, await _site.Clock.NowAsync() - TimeSpan.FromHours(40), CancellationToken.None);
        return (sessions.Count, sessions.Count(s => s.Status == "open"));
    }

    /// <summary>The payment that the provider knows, to act on it there.</summary>
    public async Task<string> IntentAsync() => (await AttemptsAsync()).Last(a => a.PaymentIntent is not null).PaymentIntent!; // Filtered.
}
