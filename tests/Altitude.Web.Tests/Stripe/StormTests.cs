using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Invoices;
using Altitude.Testing;
using Altitude.Web.Features.Invoices;
using Altitude.Web.Stripe;
using Altitude.Web.StripeSandbox;
using Microsoft.EntityFrameworkCore;

namespace Altitude.Web.Tests.Stripe;

/// <summary>Events in crowds and in every order, on two nodes: the end is what is true at the provider, once.</summary>
[Trait("Category", "Fault")]
public sealed class StormTests(AppFixture site) : IClassFixture<AppFixture>, IDisposable
{
    private readonly ConcurrentQueue<SandboxEvent> _told = new();

    private SandboxSwitches Switches => site.Service<SandboxSwitches>();
    private SandboxBooks Books => site.Service<SandboxBooks>();

    public void Dispose()
    {
        Books.Happened -= _told.Enqueue;
        (Switches.Loses, Switches.DebitTakes) = (false, TimeSpan.FromSeconds(8));
    }

    [Fact]
    public async Task Events_told_five_times_each_shuffled_64_at_a_time_to_two_nodes_are_one_payment_and_one_receipt_each()
    {
        var payments = Soak.IsOn ? 1_000 : 100;
        var stage = await PaymentStage.SetAsync(site);
        await using var second = await RunningApp.StartAsync(
            site.Database.Connections,
            site.Cluster.MasterKey,
            new Dictionary<string, string?> { ["Stripe:ApiBase"] = site.Service<StripeOptions>().ApiBase }
        );
        var (endpoint, secret) = await DoorAsync(stage);
        var invoices = await stage.IssueAsync(payments, 12_345);
        Listen();
        await Parallel.ForEachAsync(
            invoices,
            new ParallelOptions { MaxDegreeOfParallelism = 8 },
            async (number, stop) =>
            {
                var url = await site.Service<PayInvoice>().RunAsync(stage.Cast.Maria.Actor, number, new(CheckoutPurpose.Balance, null), stop);
                await stage.PayByCardAsync(url);
            }
        );
        var told = _told.Where(e => e.Key == stage.Key).ToArray();
        Assert.True(told.Length >= payments, $"{told.Length} events of {payments} payments.");
        var deliveries = Enumerable.Range(0, 5).SelectMany(_ => told).ToArray();
        new Random(5).Shuffle(deliveries);
        var nodes = new[] { site.Url, second.Url };
        ConcurrentBag<HttpStatusCode> answers = [];
        using var http = new HttpClient();

        var visits = VisitAsync(stage, invoices, nodes);
        await Parallel.ForEachAsync(
            deliveries.Select((e, n) => (Event: e, Node: nodes[n % nodes.Length])),
            new ParallelOptions { MaxDegreeOfParallelism = 64 },
            async (one, stop) => answers.Add(await TellAsync(http, new Uri(one.Node, $"/webhooks/stripe/{endpoint}"), one.Event.Body, secret, stop))
        );
        await visits;

        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.OK, answer));
        Assert.Equal(told.Length, await CountAsync("select count(*)::int from platform.webhook_inbox where workspace_id = $1", stage));
        await UntilAsync(
            async () =>
                await CountAsync("select count(*)::int from platform.webhook_inbox where workspace_id = $1 and state = 'Pending'", stage) == 0,
            payments
        );
        var (count, sum) = await site.ReadAsync(
            stage.Cast.Summit.Operator,
            async db => (await db.Payments.CountAsync(), await db.Payments.SumAsync(p => p.Amount.MinorUnits))
        );
        Assert.Equal((payments, payments * 12_345L), (count, sum));
        Assert.All(await stage.AttemptsAsync(), a => Assert.Equal(CheckoutState.Paid, a.State));
        const string receipts =
            "select count(*)::int from tenant.email_deliveries where workspace_id = $1 and kind = 'receipt' and state = 'Sent' and recipient like 'maria%'";
        await UntilAsync(async () => await CountAsync(receipts, stage) >= payments, payments);
        Assert.Equal(payments, await CountAsync(receipts, stage));
        Assert.Equal(payments, await stage.ReceiptsAsync());
        Assert.Empty((await site.Service<ReconcileWorkspace>().RunAsync(stage.Cast.Summit.Id, CancellationToken.None)).Differences);
    }

    [Fact]
    public async Task Whatever_order_the_kinds_of_events_come_in_the_end_is_the_same()
    {
        var stage = await PaymentStage.SetAsync(site);
        (Switches.Loses, Switches.DebitTakes) = (true, TimeSpan.FromSeconds(1));
        var secret = (await KeyAsync(stage))!; // Connected.
        var orders = Permutations([.. Enumerable.Range(0, 5)]).ToArray();
        new Random(8).Shuffle(orders);
        var some = Soak.IsOn ? orders : orders[..24];
        var invoices = new Queue<string>(await stage.IssueAsync(some.Length, 10_000));
        HashSet<(long, long, long, int, CheckoutState, string)> ends = [];

        foreach (var order in some)
        {
            var number = invoices.Dequeue();
            Listen();
            await stage.PayByBankAsync(
                await site.Service<PayInvoice>().RunAsync(stage.Cast.Maria.Actor, number, new(CheckoutPurpose.Balance, null), CancellationToken.None),
                PaymentStage.Debit
            );
            var session = IdsOf("checkout.session.completed").Single();
            Books.Tick((await site.Clock.NowAsync()).ToUnixTimeSeconds() + 60); // The bank has paid.
            var intent = (await site.Service<StripeGateway>().ReadSessionAsync(secret.Secret, session, CancellationToken.None)).PaymentIntent!; // Paid.
            await site.Service<StripeGateway>().RefundAsync(secret.Secret, intent, Usd(2_500), Guid.NewGuid().ToString(), CancellationToken.None);
            Books.Dispute(stage.Key, intent, "needs_response", (await site.Clock.NowAsync()).ToUnixTimeSeconds());
            Books.Dispute(stage.Key, intent, "won", (await site.Clock.NowAsync()).ToUnixTimeSeconds());
            string[] kinds =
            [
                "checkout.session.completed",
                "checkout.session.async_payment_succeeded",
                "charge.refunded",
                "charge.dispute.created",
                "charge.dispute.closed",
            ];
            var objects = kinds.Select(kind => IdsOf(kind).First()).ToArray();

            foreach (var at in order)
            {
                await FollowAsync(stage, secret, objects[at]);
            }

            ends.Add(await EndOfAsync(stage, number));
        }

        Assert.Equal((7_500, 2_500, 2_500, 1, CheckoutState.Paid, "won"), Assert.Single(ends));
    }

    [Fact]
    public async Task Told_in_the_middle_or_late_a_failed_debit_and_an_expired_page_end_the_same()
    {
        var stage = await PaymentStage.SetAsync(site);
        (Switches.Loses, Switches.DebitTakes) = (true, TimeSpan.FromSeconds(1));
        var secret = (await KeyAsync(stage))!; // Connected.
        foreach (var order in new int[][] { [0, 1], [1, 0], [1, 0, 1], [0, 0, 1, 1] })
        {
            var number = Assert.Single(await stage.IssueAsync(1, 10_000));
            Listen();
            var url = await site.Service<PayInvoice>()
                .RunAsync(stage.Cast.Maria.Actor, number, new(CheckoutPurpose.Balance, null), CancellationToken.None);
            await stage.PayByBankAsync(url, PaymentStage.FailingDebit);
            Books.Tick((await site.Clock.NowAsync()).ToUnixTimeSeconds() + 60);
            var objects = new[] { IdsOf("checkout.session.completed").First(), IdsOf("checkout.session.async_payment_failed").First() };

            foreach (var at in order)
            {
                await FollowAsync(stage, secret, objects[at]);
            }

            Assert.Equal((0, 10_000, 0, 0, CheckoutState.Failed, ""), await EndOfAsync(stage, number));
        }
    }

    private void Listen()
    {
        _told.Clear();
        Switches.Loses = true; // The sandbox tells nobody; the test does.
        Books.Happened -= _told.Enqueue;
        Books.Happened += _told.Enqueue;
    }

    private IEnumerable<string> IdsOf(string kind) =>
        _told
            .Select(e => JsonDocument.Parse(e.Body).RootElement)
            .Where(e => e.GetProperty("type").GetString() == kind)
            .Select(e => e.GetProperty("data").GetProperty("object").GetProperty("id").GetString()!); // Everything has one.

    /// <summary>What follows from an event about this.</summary>
    private Task<Settlement> FollowAsync(PaymentStage stage, ProviderKey key, string about) =>
        about.StartsWith("cs_", StringComparison.Ordinal)
            ? site.Service<SettleCheckout>().BySessionAsync(stage.Cast.Summit.Id, key, about, CancellationToken.None)
            : site.Service<SettleCheckout>().ByObjectAsync(stage.Cast.Summit.Id, key, about, CancellationToken.None);

    private Task<ProviderKey?> KeyAsync(PaymentStage stage) =>
        site.Service<PaymentKeys>().FindAsync(site.Workspaces, stage.Cast.Summit.Provider, CancellationToken.None);

    private Task<(long, long, long, int, CheckoutState, string)> EndOfAsync(PaymentStage stage, string number) =>
        site.ReadAsync(
            stage.Cast.Summit.Operator,
            async db =>
            {
                var invoice = await db
                    .Invoices.Include(i => i.Payments)
                        .ThenInclude(p => p.Refunds)
                    .Include(i => i.Credits)
                    .SingleAsync(i => i.Number == number);
                var attempt = await db.CheckoutAttempts.SingleAsync(a => a.InvoiceId == invoice.Id);
                var sums = invoice.Sums;
                return (
                    sums.Paid.MinorUnits,
                    sums.Balance.MinorUnits,
                    sums.Refunded.MinorUnits,
                    invoice.Payments.Count,
                    attempt.State,
                    attempt.Dispute
                );
            }
        );

    /// <summary>People who come back from the hosted page while the events are told: a page that claims nothing and changes nothing.</summary>
    private async Task VisitAsync(PaymentStage stage, IReadOnlyList<string> invoices, Uri[] nodes)
    {
        var attempts = (await stage.AttemptsAsync()).ToDictionary(a => a.InvoiceNumber, a => a.Id);
        await Parallel.ForEachAsync(
            invoices.Take(40).Select((number, n) => (Number: number, Node: nodes[n % nodes.Length])),
            new ParallelOptions { MaxDegreeOfParallelism = 4 },
            async (one, stop) =>
            {
                using var maria = site.VisitAs(stage.Cast.Maria);
                using var elsewhere = new WebVisitor(one.Node);
                foreach (Cookie cookie in maria.Cookies.GetCookies(site.Url))
                {
                    elsewhere.Cookies.Add(one.Node, new Cookie(cookie.Name, cookie.Value));
                }

                var page = await elsewhere.GetAsync(
                    $"/portal/{stage.Cast.Summit.Slug}/invoices/{one.Number}?paid={attempts[one.Number].Value:N}",
                    stop
                );
                Assert.True(page.Status == HttpStatusCode.OK, $"{one.Node}: {(int)page.Status} {page.Text}");
            }
        );
    }

    private async Task<(string Endpoint, string Secret)> DoorAsync(PaymentStage stage)
    {
        var account = await site.ReadAsync(stage.Cast.Summit.Operator, db => db.PaymentAccounts.SingleAsync());
        return (account.Endpoint, site.Service<PaymentKeys>().Open(account)!.WebhookSecret!); // Connected.
    }

    private static async Task<HttpStatusCode> TellAsync(HttpClient http, Uri door, string body, string secret, CancellationToken stop)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, door) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        var time = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        var hash = HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes($"{time}.{body}"));
        request.Headers.TryAddWithoutValidation("Stripe-Signature", $"t={time},v1={Convert.ToHexStringLower(hash)}");
        using var answer = await http.SendAsync(request, stop);
        return answer.StatusCode;
    }

    private async Task<int> CountAsync(string sql, PaymentStage stage)
    {
        await using var command = site.Superuser.CreateCommand(sql);
        command.Parameters.Add(new() { Value = stage.Cast.Summit.Id.Value });
        return (int)(await command.ExecuteScalarAsync())!; // One row.
    }

    /// <summary>Patience grows with the crowd.</summary>
    private static async Task UntilAsync(Func<Task<bool>> condition, int crowd)
    {
        for (var tries = 0; ; tries++)
        {
            try
            {
                await Patiently.HoldsAsync(condition, "everything was read");
                return;
            }
            catch (TimeoutException) when (tries < crowd / 100)
            {
                // Once more.
            }
        }
    }

    private static IEnumerable<int[]> Permutations(int[] of) =>
        of.Length <= 1 ? [of] : of.SelectMany(first => Permutations([.. of.Where(x => x != first)]).Select(rest => (int[])[first, .. rest]));

    private static Money Usd(long minorUnits) => new(minorUnits, new Currency("USD"));
}
