using System.Globalization;
using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Workspaces;
using Altitude.Testing;
using Altitude.Web.Email;
using Altitude.Web.Features.Notifications;
using Altitude.Web.Security;
using Altitude.Web.Tests.Background;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using MimeKit;

namespace Altitude.Web.Tests.Features.Notifications;

/// <summary>A company words its mails itself; figures, link and evidence stay the program's.</summary>
public sealed class WordingTests(MigratedCluster cluster) : IAsyncLifetime
{
    private const string Sent = "estimate-sent";
    private ScriptedSmtpServer _server = null!;
    private MailingCompany _company = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _server = new ScriptedSmtpServer();
        _company = await MailingCompany.FoundAsync(cluster, MailingCompany.MailsTo(_server));
    }

    public async ValueTask DisposeAsync()
    {
        await _company.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task A_mail_goes_out_in_the_companys_words_with_figures_and_link_as_before()
    {
        var owen = await _company.SignInAsync("Owen Hart");
        await Change.RunAsync(
            owen,
            Sent,
            new MailWords(
                "{{customer.first_name}}, your price: {{estimate.total}}",
                "Hi {{customer.first_name}} <b>you</b>,\n\nwe, {{company.name}}, wrote {{estimate.number}} for “{{job.title}}”.\nIt stands until {{estimate.approve_by}}."
            ),
            RequestKey.New("change-wording"),
            Token
        );

        await _company.SendEstimateAsync();
        await RunAllAsync();

        var mail = Mail("maria.delgado@example.com");
        Assert.Equal("Maria, your price: $812.26", mail.Subject);
        Assert.Contains("Hi Maria <b>you</b>,", mail.TextBody, StringComparison.Ordinal);
        Assert.Contains("we, Summit Air Heating & Cooling, wrote EST-1001 for “AC repair visit”.", mail.TextBody, StringComparison.Ordinal);
        Assert.Contains("It stands until Tue, June 22, 11:59 PM MDT.", mail.TextBody, StringComparison.Ordinal);
        Assert.Contains("https://portal.example.com/start/", mail.TextBody, StringComparison.Ordinal);
        Assert.Contains("Hi Maria &lt;b&gt;you&lt;/b&gt;,", mail.HtmlBody, StringComparison.Ordinal);
        Assert.Contains("https://portal.example.com/start/", mail.HtmlBody, StringComparison.Ordinal);
        Assert.Contains("$243.68", mail.HtmlBody, StringComparison.Ordinal); // The deposit stands among the figures.
        Assert.Equal("Luis, your price: $812.26", Mail("luis.delgado@example.com").Subject);
    }

    [Fact]
    public async Task A_customers_name_that_looks_like_markup_or_a_variable_stays_text()
    {
        var owen = await _company.SignInAsync("Owen Hart");
        await _company.SqlAsync(
            "update tenant.contacts set name = '<script>{{estimate.total}}</script> Delgado' where email = 'maria.delgado@example.com'"
        );
        await Change.RunAsync(owen, Sent, new MailWords("For {{customer.name}}", "Hello {{customer.name}}"), RequestKey.New("change-wording"), Token);

        await _company.SendEstimateAsync();
        await RunAllAsync();

        var mail = Mail("maria.delgado@example.com");
        Assert.Equal("For <script>{{estimate.total}}</script> Delgado", mail.Subject);
        Assert.DoesNotContain("<script", mail.HtmlBody, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("&lt;script&gt;{{estimate.total}}", mail.HtmlBody, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_evidence_of_an_approval_stands_in_it_whoever_words_it_and_a_reset_brings_the_houses_words_back()
    {
        var owen = await _company.SignInAsync("Owen Hart");
        await Change.RunAsync(owen, "estimate-approved", new MailWords("Thanks", "Thanks."), RequestKey.New("change-wording"), Token);
        await _company.SendEstimateAsync();
        await RunAllAsync();
        var consent = await _company.ApproveAsync("Maria Delgado");
        await RunAllAsync();
        var copy = Mail("maria.delgado@example.com");
        Assert.Equal("Thanks", copy.Subject);
        Assert.Contains(consent.DocumentHash.Hex, copy.TextBody, StringComparison.Ordinal);
        Assert.Contains($"https://portal.example.com/verify/{consent.DocumentHash}", copy.HtmlBody, StringComparison.Ordinal);

        await new ResetWording(_company.Workspaces).RunAsync(owen, "estimate-approved", RequestKey.New("reset-wording"), Token);
        await new ResetWording(_company.Workspaces).RunAsync(owen, "estimate-approved", RequestKey.New("reset-wording"), Token);

        var view = await Query.RunAsync(owen, "estimate-approved", Token);
        Assert.False(view!.IsOwn);
        Assert.Equal("You approved estimate {{estimate.number}}", view.Words.Subject);
        Assert.Equal(
            ["notifications.reworded", "notifications.reworded"],
            await _company.ReadAsync(db => db.Activity.Where(a => a.Kind == "notifications.reworded").Select(a => a.Kind).ToListAsync(Token))
        );
        Assert.Null(await Query.RunAsync(owen, "estimate-nonsense", Token));
    }

    [Fact]
    public async Task A_test_goes_to_whoever_asks_and_to_nobody_else_with_the_demos_figures()
    {
        var owen = await _company.SignInAsync("Owen Hart");
        var words = new MailWords("Price {{estimate.total}}", "Hello {{customer.first_name}}");

        var to = await Test.RunAsync(owen, Sent, words, Token);

        var mail = Assert.Single(_server.Mails);
        Assert.Equal(("owen@summit-air.example", "owen@summit-air.example"), (to, Assert.Single(mail.To)));
        Assert.Equal("Test: Price $812.26", Read(mail).Subject);
        Assert.Contains("Hello Maria", Read(mail).HtmlBody, StringComparison.Ordinal);
        Assert.DoesNotContain("/start/", Read(mail).TextBody + Read(mail).HtmlBody, StringComparison.Ordinal);
        Assert.Empty(await _company.DeliveriesAsync());

        _server.Always(SmtpMoment.Greeting, SmtpAnswer.Say("421 4.3.2 shutting down"));
        var refused = await Assert.ThrowsAsync<RuleViolation>(() => Test.RunAsync(owen, Sent, words, Token));
        Assert.Equal(SendTestMail.NotSent, refused.Rule);
        Assert.Contains("421", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_preview_shows_what_is_typed_as_text_and_says_what_is_wrong_with_it()
    {
        var owen = await _company.SignInAsync("Owen Hart");

        var good = await Preview.RunAsync(
            owen,
            Sent,
            new MailWords("{{estimate.number}}", "Hello <script>alert(1)</script> {{customer.first_name}}"),
            Token
        );
        var wrong = await Preview.RunAsync(owen, Sent, new MailWords("S", "Hello {{nobody}} " + new string('x', 9_000)), Token);

        Assert.Equal(("EST-1001", null), (good.Subject, good.Problem));
        Assert.Contains("&lt;script&gt;alert(1)&lt;/script&gt; Maria", good.Html, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", good.Html, StringComparison.OrdinalIgnoreCase);
        Assert.NotNull(wrong.Problem);
        Assert.True(wrong.Html.Length < 20_000);
    }

    [Fact]
    public async Task Nobody_but_owner_and_admin_words_a_mail_and_unknown_variables_are_kept_nowhere()
    {
        var (owen, priya) = (await _company.SignInAsync("Owen Hart"), await _company.SignInAsync("Priya Nair"));

        var role = await Assert.ThrowsAsync<RuleViolation>(() =>
            Change.RunAsync(priya, Sent, new MailWords("S", "T"), RequestKey.New("change-wording"), Token)
        );
        var variable = await Assert.ThrowsAsync<RuleViolation>(() =>
            Change.RunAsync(owen, Sent, new MailWords("S", "{{invoice.number}}"), RequestKey.New("change-wording"), Token)
        );
        var mail = await Assert.ThrowsAsync<RuleViolation>(() =>
            Change.RunAsync(owen, "password-reset", new MailWords("S", "T"), RequestKey.New("change-wording"), Token)
        );
        var stranger = await Assert.ThrowsAsync<RuleViolation>(() =>
            Change.RunAsync(owen, "request-received", new MailWords("S", "Hello {{customer.name}}"), RequestKey.New("change-wording"), Token)
        );

        Assert.Equal(
            (StaffRoles.NotAllowed, NotificationRules.Variable, NotificationRules.Unknown, NotificationRules.Variable),
            (role.Rule, variable.Rule, mail.Rule, stranger.Rule)
        );
        Assert.Contains("{{estimate.number}}", variable.Message, StringComparison.Ordinal);
        Assert.Empty(await Query.OwnAsync(owen, Token));
    }

    public static TheoryData<string> Kinds => [.. CustomerMails.All.Select(m => m.Kind)];

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Every_mails_house_words_can_be_used_and_drawn(string kind)
    {
        var owen = await _company.SignInAsync("Owen Hart");
        var mail = CustomerMails.Find(kind)!;
        var house = mail.House(CultureInfo.GetCultureInfo("en-US"));

        house.Require(mail.Variables);
        var preview = await Preview.RunAsync(owen, kind, house, Token);

        Assert.Null(preview.Problem);
        Assert.DoesNotContain("{{", preview.Subject + preview.Html.Split("</style>")[1], StringComparison.Ordinal);
        Assert.NotNull(NotificationTable.OfMail(kind)?.Event.Customer);
    }

    private WordingsQuery Query => new(_company.Workspaces);
    private ChangeWording Change => new(_company.Workspaces);
    private PreviewWording Preview => ActivatorUtilities.CreateInstance<PreviewWording>(_company.Get<IServiceProvider>());

    private SendTestMail Test =>
        new(
            _company.Workspaces,
            _company.Get<LetterWriter>(),
            _company.Get<IEmailSender>(),
            _company.Get<Web.Hosting.PublicAddress>(),
            new RateLimits(_company.Get<Npgsql.NpgsqlDataSource>(), new MasterKey(Convert.ToBase64String(new byte[32])))
        );

    private MimeMessage Mail(string to) => _server.Mails.Where(m => m.To.Contains(to)).Select(Read).Last();

    private async Task RunAllAsync()
    {
        while (await _company.RunDueAsync() > 0) { }
    }

    private static MimeMessage Read(ReceivedMail mail) => MimeMessage.Load(new MemoryStream(mail.Data), Token);
}
