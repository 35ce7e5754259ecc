using System.Diagnostics;
using System.Net;
using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Estimates;
using Altitude.Domain.Invoices;
using Altitude.Testing;
using Altitude.Web.Features.Estimates;
using Altitude.Web.Hosting;
using Altitude.Web.Security;
using Altitude.Web.Stripe;
using Altitude.Web.StripeSandbox;
using Altitude.Web.Tests.Stripe;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Npgsql;

namespace Altitude.Web.Tests.Faults;

/// <summary>
/// The application dies at each point between the press and the receipt: nobody is charged twice, nothing paid is lost, one receipt goes out. The provider lives on in
/// another process's place, as Stripe would; a gate before it, and locks in the database, hold the application where it is to die.
/// </summary>
[Trait("Category", "Fault")]
public sealed class KilledPaymentsTests(MigratedCluster server) : IAsyncLifetime
{
    private readonly AppFixture _bank = new(server); // Its sandbox is the provider; nothing else of it is used.
    private readonly WorkspaceFixture _data = new(server);
    private ProviderGate _gate = null!; // InitializeAsync sets these.
    private AppProcess _app = null!;
    private Cast _cast = null!;
    private string _number = "";

    private string Key => DemoPayments.KeyOf(_cast.Summit.Id);

    public async ValueTask InitializeAsync()
    {
        await _bank.InitializeAsync();
        await _data.InitializeAsync();
        _cast = await _data.GatherAsync(); // Where a company has the story's name, the demo tells none of its own.
        _gate = await ProviderGate.OpenAsync(_bank.Service<StripeOptions>().ApiBase!); // Its own sandbox's.
        _number = await ApproveAsync();
        var keys = new PaymentKeys(new MasterKey(_data.Cluster.MasterKey));
        var site = new PublicAddress("http://localhost");
        await new DemoPayments(_data.Workspaces, null!, keys, site).ConnectAsync(_cast.Summit.Id, CancellationToken.None); // Looks nobody up.
        _app = await AppProcess.StartAsync(
            _data.Database.Connections,
            _data.Cluster.MasterKey,
            new Dictionary<string, string> { ["Stripe__ApiBase"] = _gate.Url }
        );
        var endpoint = await _data.ReadAsync(_cast.Summit.Operator, db => db.PaymentAccounts.Select(a => a.Endpoint).SingleAsync());
        var secret = await _bank
            .Service<StripeGateway>()
            .SubscribeAsync(Key, new Uri(_app.Url, $"/webhooks/stripe/{endpoint}").ToString(), CancellationToken.None);
        await _data.ActAsync(
            _cast.Summit.Operator,
            async db => (await db.PaymentAccounts.SingleAsync()).UseWebhookSecret(keys.Wrap(secret), secret[^4..])
        );
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        await _gate.DisposeAsync();
        await _data.DisposeAsync();
        await _bank.DisposeAsync();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task After_the_attempt_was_written_down_and_before_the_providers_answer_was(bool isHeard)
    {
        var reached = _gate.HoldAsync(HttpMethod.Post, "/v1/checkout/sessions", isHeard);
        var press = PressAsync();
        await reached.WaitAsync(TimeSpan.FromSeconds(30));

        await _app.KillAsync();
        _gate.LetGo();
        Assert.Null(await press);
        await _app.StartAgainAsync();

        var page = await PressAsync();
        Assert.NotNull(page);
        await PayAsync(page);
        await EndsWellAsync();
    }

    [Fact]
    public async Task While_the_customer_was_at_the_hosted_page()
    {
        var page = await PressAsync();

        await _app.KillAsync();
        await PayAsync(page);
        await _app.StartAgainAsync();

        await EndsWellAsync();
    }

    [Theory]
    [InlineData("/v1/checkout/sessions", false)]
    [InlineData("/v1/checkout/sessions", true)]
    [InlineData("/v1/payment_intents", false)]
    [InlineData("/v1/refunds", true)]
    public async Task After_the_event_was_taken_and_while_the_provider_is_asked_what_is_true(string path, bool isHeard)
    {
        var page = await PressAsync();
        var reached = _gate.HoldAsync(HttpMethod.Get, path, isHeard);
        await PayAsync(page);
        await reached.WaitAsync(TimeSpan.FromSeconds(30));

        await _app.KillAsync();
        _gate.LetGo();
        await _app.StartAgainAsync();

        await EndsWellAsync();
    }

    [Fact]
    public async Task Before_the_payment_was_committed()
    {
        var page = await PressAsync();
        await DieAtAsync("select 1 from tenant.invoices for update", () => PayAsync(page), waits: "tenant.invoices");

        await EndsWellAsync();
    }

    [Fact]
    public async Task After_the_payment_was_committed_and_before_its_receipt_was_queued()
    {
        var page = await PressAsync();
        await DieAtAsync("lock table tenant.email_deliveries in access exclusive mode", () => PayAsync(page), waits: "email_deliveries");

        await EndsWellAsync();
    }

    [Fact]
    public async Task While_the_event_was_being_taken()
    {
        var page = await PressAsync();
        await DieAtAsync("lock table platform.webhook_inbox in access exclusive mode", () => PayAsync(page), waits: "webhook_inbox");

        await EndsWellAsync();
    }

    /// <summary>Holds something in the database until the application waits for it; there it dies, and starts again.</summary>
    private async Task DieAtAsync(string hold, Func<Task> act, string waits)
    {
        await using (var holder = await _data.Superuser.OpenConnectionAsync())
        await using (var transaction = await holder.BeginTransactionAsync())
        {
            await using (var command = new NpgsqlCommand(hold, holder, transaction))
            {
                await command.ExecuteNonQueryAsync();
            }

            await act();
            await Patiently.HoldsAsync(
                async () =>
                    (long)
                        (
                            await _data.PeekAsync(
                                "select count(*) from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database() and query like '%' || $1 || '%'",
                                waits
                            )
                        )! > 0, // A count is always there.
                $"the application waits for {waits}"
            );
            await _app.KillAsync();
            await transaction.RollbackAsync();
        }

        await _app.StartAgainAsync();
    }

    /// <returns>Where the hosted page is; null: nobody answered.</returns>
    private async Task<string?> PressAsync()
    {
        using var maria = _app.Visit();
        maria.Cookies.Add(_app.Url, new Cookie("altitude-portal", $"{Guid.NewGuid():N}.{_cast.Maria.Browser}"));
        try
        {
            var page = await maria.GetAsync($"/portal/{_cast.Summit.Slug}/invoices/{_number}");
            var answer = await maria.PressAsync(page, "Pay deposit");
            return answer.Location;
        }
        catch (Exception e) when (e is HttpRequestException or IOException or TaskCanceledException)
        {
            return null;
        }
    }

    private async Task PayAsync(string? page)
    {
        using var payer = _bank.Visit();
        var hosted = await payer.GetAsync(new Uri(page!).PathAndQuery); // Asserted, or just pressed.
        await payer.PressAsync(hosted, $"Pay {hosted.Heading}", [new("number", PaymentStage.Card), new("expiry", "12 / 34"), new("cvc", "123")]);
    }

    /// <summary>
    /// One payment of the deposit, one receipt each, and nothing that could be paid again, within a minute of the restart. What the dead had in hand comes back by the
    /// database's clock: it is moved by less than that, or with the soak's patience left alone, and the minute is the wall's.
    /// </summary>
    private async Task EndsWellAsync()
    {
        var sinceRestart = Stopwatch.StartNew();
        if (!Soak.IsOn)
        {
            await _data.Clock.AdvanceAsync(TimeSpan.FromSeconds(40));
        }

        await UntilAsync("select paid_minor_units || '' from tenant.invoices where workspace_id = $1", "32496");
        await UntilAsync("select count(*) || '' from platform.webhook_inbox where workspace_id = $1 and state = 'Pending'", "0");
        await UntilAsync(
            "select string_agg(split_part(recipient, '@', 1), ' ' order by recipient) from tenant.email_deliveries where workspace_id = $1 and kind = 'receipt' and state = 'Sent'",
            "books maria.delgado"
        );
        TestContext.Current.TestOutputHelper?.WriteLine($"Converged {sinceRestart.Elapsed.TotalSeconds:F0} s after the restart.");
        Assert.True(
            !Soak.IsOn || sinceRestart.Elapsed < TimeSpan.FromMinutes(1),
            $"It took {sinceRestart.Elapsed.TotalSeconds:F0} s from the restart to the receipts."
        );
        Assert.Equal(1L, await _data.PeekAsync("select count(*) from tenant.payments where workspace_id = $1", _cast.Summit.Id.Value));
        Assert.Equal(
            1L,
            await _data.PeekAsync("select count(*) from tenant.activity where workspace_id = $1 and kind = 'invoice.payment'", _cast.Summit.Id.Value)
        );
        var sessions = await _bank
            .Service<StripeGateway>()
            .SessionsSinceAsync(Key, (await _bank.Clock.NowAsync()).AddHours(-2), CancellationToken.None);
        Assert.Single(sessions, s => s.IsPaid);
        Assert.DoesNotContain(sessions, s => s.Status == "open");
    }

    private async Task UntilAsync(string sql, string expected)
    {
        string? last = null;
        for (var tries = 0; tries < 2; tries++)
        {
            try
            {
                await Patiently.HoldsAsync(async () => (last = await _data.PeekAsync(sql, _cast.Summit.Id.Value) as string) == expected, sql);
                return;
            }
            catch (TimeoutException) when (tries == 0)
            {
                // Once more: it converges within a minute.
            }
            catch (TimeoutException late)
            {
                throw new TimeoutException($"{late.Message} It is '{last}'.{Environment.NewLine}{_app.Log}", late);
            }
        }
    }

    private async Task<string> ApproveAsync()
    {
        var shown = await _data.ReadAsync(_cast.Summit.Operator, db => db.EstimateVersions.SingleAsync(v => v.EstimateId == _cast.Summit.Estimate));
        await new ApproveEstimate(_data.Workspaces).RunAsync(
            _cast.Maria.Actor,
            _cast.Summit.EstimateNumber,
            new Approval(shown.DocumentHash.Hex, new HashSet<string> { Cast.SurgeProtector }, 108_320, "Maria Delgado"),
            RequestKey.New("approve-estimate"),
            RequestOrigin.Of("203.0.113.9", "Phone"),
            CancellationToken.None
        );
        return await _data.ReadAsync(_cast.Summit.Operator, db => db.Invoices.Select(i => i.Number).SingleAsync());
    }
}
