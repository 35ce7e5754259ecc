using System.Security.Claims;
using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Workspaces;
using Altitude.Testing;
using Altitude.Web.Background;
using Altitude.Web.Email;
using Altitude.Web.Features.Notifications;
using Altitude.Web.Features.Notifications.Office;
using Altitude.Web.Features.Workspaces;
using Altitude.Web.Live;
using Altitude.Web.Security;
using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Altitude.Web.Tests.Features.Notifications;

/// <summary>The pages of mails and of background work, as somebody of the company sees them; live.</summary>
public sealed class MailPagesTests(WorkspaceFixture data) : IClassFixture<WorkspaceFixture>
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task The_log_says_why_a_mail_failed_and_moves_by_itself_when_it_is_sent()
    {
        var cast = await data.GatherAsync();
        var mail = await MailAsync(cast, EmailState.Failed, "550 5.1.1 no such user");
        await using var context = Context(cast.Priya);
        var page = context.Render<DeliveriesPage>();
        page.WaitForAssertion(() => Assert.Contains("no such user", page.Find(".why").TextContent, StringComparison.Ordinal), Patience);
        Assert.Equal("Failed", page.Find("tbody .chip").TextContent);
        Assert.Equal($"/office/estimates/{cast.Summit.EstimateNumber}", page.Find("td a").GetAttribute("href"));

        await page.FindAll("button").Single(b => b.TextContent.StartsWith("Send again", StringComparison.Ordinal)).ClickAsync();
        page.WaitForAssertion(() => Assert.Equal(["Queued", "Failed"], page.FindAll("tbody .chip").Select(c => c.TextContent)), Patience);
        Assert.Contains("is on its way", page.Find("[role=status]").TextContent, StringComparison.Ordinal);

        await new WorkspaceDbFactory(data.App, context.Services.GetRequiredService<LiveFeed>(), FollowUps.None).ActAsync(
            cast.Summit.Sweep,
            RequestKey.New("test"),
            async db =>
            {
                var copy = await db.EmailDeliveries.SingleAsync(d => d.Again == 1);
                (copy.State, copy.SentAt) = (EmailState.Sent, db.Now);
                db.Record(new MailMoved(copy, null));
            },
            default
        );
        page.WaitForAssertion(() => Assert.Equal(["Sent", "Failed"], page.FindAll("tbody .chip").Select(c => c.TextContent)), Patience);
        Assert.NotEqual(Guid.Empty, mail);
    }

    [Fact]
    public async Task A_records_page_shows_its_own_mails_to_those_who_price()
    {
        var cast = await data.GatherAsync();
        await MailAsync(cast, EmailState.Deferred, "451 4.7.1 greylisted");
        await using (var context = Context(cast.Priya))
        {
            var panel = context.Render<MailsPanel>(p => p.Add(m => m.Record, cast.Summit.Estimate.Value));
            panel.WaitForAssertion(() => Assert.Contains("greylisted", panel.Find("li").TextContent, StringComparison.Ordinal), Patience);
            Assert.Contains("Next try", panel.Find("li").TextContent, StringComparison.Ordinal);
            Assert.Contains("Send now", panel.Find("li button").TextContent, StringComparison.Ordinal);
            var other = context.Render<MailsPanel>(p => p.Add(m => m.Record, Guid.NewGuid()));
            other.WaitForAssertion(() => Assert.Contains("None yet.", other.Markup, StringComparison.Ordinal), Patience);
        }

        await using var technician = Context(cast.Dana);
        Assert.Empty(technician.Render<MailsPanel>(p => p.Add(m => m.Record, cast.Summit.Estimate.Value)).FindAll("section"));
        Assert.Contains("Owners, admins and dispatchers", technician.Render<DeliveriesPage>().Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_owner_runs_a_sweep_and_the_page_says_by_itself_how_it_ended()
    {
        var cast = await data.GatherAsync();
        await using var context = Context(cast.Owen);
        var page = context.Render<BackgroundPage>();
        page.WaitForAssertion(() => Assert.Equal(SweepCatalogue.All.Count, page.FindAll("tbody tr").Count), Patience);
        Assert.Contains("Not yet", Row("Retention"), StringComparison.Ordinal);
        Assert.DoesNotContain("Run now", Row("Reconciliation"), StringComparison.Ordinal); // Nothing is connected.

        await page.FindAll("button").Single(b => b.TextContent == "Run now: Retention").ClickAsync();
        page.WaitForAssertion(
            () => Assert.Contains("Retention runs now.", page.Find("[role=status]").TextContent, StringComparison.Ordinal),
            Patience
        );
        var workspaces = new WorkspaceDbFactory(data.App, context.Services.GetRequiredService<LiveFeed>(), FollowUps.None);
        await new TidyWorkspace(workspaces).RunAsync(
            new OutboxTask(Guid.CreateVersion7(), cast.Summit.Id, OutboxKinds.TidyWorkspace, cast.Summit.Id.Value, false),
            default
        );

        page.WaitForAssertion(() => Assert.Contains("Nothing was due", Row("Retention"), StringComparison.Ordinal), Patience);
        await using var admin = Context(cast.Ada);
        Assert.Contains("Owners see background work.", admin.Render<BackgroundPage>().Markup, StringComparison.Ordinal);

        string Row(string name) =>
            page.FindAll("tbody tr").Single(r => r.QuerySelector("th")!.TextContent.StartsWith(name, StringComparison.Ordinal)).TextContent; // Each row has one.
    }

    [Fact]
    public async Task Words_are_written_beside_their_preview_and_a_wrong_variable_is_said_at_once()
    {
        var cast = await data.GatherAsync();
        await using var context = Context(cast.Owen);
        var page = context.Render<WordingPage>(p => p.Add(w => w.Kind, "estimate-sent"));
        page.WaitForAssertion(() => Assert.Contains("EST-1001", Preview(), StringComparison.Ordinal), Patience);
        Assert.Equal("House words", page.Find(".panel-head .chip").TextContent);

        await page.Find("#wording-text").InputAsync(new ChangeEventArgs { Value = "Hi {{customer.first_name}}, <i>look</i>" });
        page.WaitForAssertion(() => Assert.Contains("Hi Maria, &lt;i&gt;look", Preview(), StringComparison.Ordinal), Patience);
        await page.Find("#wording-text").InputAsync(new ChangeEventArgs { Value = "Hi {{nobody}}" });
        page.WaitForAssertion(
            () => Assert.Contains("This mail has no {{nobody}}", page.Find(".field-error").TextContent, StringComparison.Ordinal),
            Patience
        );
        await page.Find("form").SubmitAsync();
        page.WaitForAssertion(
            () => Assert.Contains("{{estimate.number}}", page.Find("[role=alert]").TextContent, StringComparison.Ordinal), // What there is instead.
            Patience
        );
        Assert.Equal("Hi {{nobody}}", page.Find("#wording-text").GetAttribute("value"));

        await page.Find("#wording-text").InputAsync(new ChangeEventArgs { Value = "Hi {{customer.first_name}}" });
        await page.Find("form").SubmitAsync();
        page.WaitForAssertion(() => Assert.Equal("Saved", page.Find(".saved").TextContent), Patience);
        Assert.Equal("Your words", page.Find(".panel-head .chip").TextContent);
        Assert.Contains("Owen Hart wrote them", page.Markup, StringComparison.Ordinal);
        await page.FindAll("button").Single(b => b.TextContent == "Back to the house's words").ClickAsync();
        page.WaitForAssertion(() => Assert.Equal("House words", page.Find(".panel-head .chip").TextContent), Patience);
        Assert.Contains("has prepared an estimate", page.Find("#wording-text").GetAttribute("value"), StringComparison.Ordinal);

        string? Preview() => page.Find("iframe").GetAttribute("srcdoc");
    }

    [Fact]
    public async Task Words_of_no_mail_and_words_for_somebody_else_are_said_to_be_so()
    {
        var cast = await data.GatherAsync();
        await using (var context = Context(cast.Owen))
        {
            var missing = context.Render<WordingPage>(p => p.Add(w => w.Kind, "nonsense"));
            missing.WaitForAssertion(() => Assert.Contains("There is no such mail.", missing.Markup, StringComparison.Ordinal), Patience);
        }

        await using var dispatcher = Context(cast.Priya);
        var page = dispatcher.Render<WordingPage>(p => p.Add(w => w.Kind, "estimate-sent"));
        page.WaitForAssertion(() => Assert.Contains("Owners and admins change these settings.", page.Markup, StringComparison.Ordinal), Patience);
        Assert.Empty(page.FindAll("textarea, iframe"));
    }

    /// <summary>A mail about the estimate that follows from one of its lines.</summary>
    private async Task<Guid> MailAsync(Cast cast, EmailState state, string why)
    {
        var id = Guid.CreateVersion7();
        await data.ActAsync(
            cast.Owen,
            async db =>
            {
                var cause = await db.Activity.Where(a => a.Subject == cast.Summit.Estimate.Value).Select(a => a.Id).FirstAsync();
                db.EmailDeliveries.Add(
                    new EmailDelivery
                    {
                        Id = id,
                        WorkspaceId = db.WorkspaceId,
                        Cause = cause.Value,
                        Subject = cast.Summit.Estimate.Value,
                        Kind = "estimate-sent",
                        Recipient = "maria.delgado@example.com",
                        RecipientName = "Maria Delgado",
                        MessageId = $"{id:N}@portal.example.com",
                        State = state,
                        Attempts = 1,
                        LastError = why,
                        QueuedAt = db.Now,
                        NextTryAt = state == EmailState.Deferred ? db.Now.AddMinutes(5) : null,
                    }
                );
            }
        );
        return id;
    }

    private BunitContext Context(Staff staff)
    {
        var context = new BunitContext();
        context.JSInterop.Mode = JSRuntimeMode.Loose;
        var services = context.Services;
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton<Rhythm>();
        services.AddSingleton(new FeedPositions(data.App));
        services.AddSingleton<ILogger<LiveFeed>>(NullLogger<LiveFeed>.Instance);
        services.AddSingleton<LiveFeed>();
        services.AddSingleton(provider => new WorkspaceDbFactory(data.App, provider.GetRequiredService<LiveFeed>(), FollowUps.None));
        services.AddSingleton<AuthenticationStateProvider>(new SignedInAs(staff));
        services.AddScoped<CurrentStaff>();
        services.AddNotifications();
        services.AddSingleton(new LetterWriter(new ServiceCollection().BuildServiceProvider(), NullLoggerFactory.Instance)); // As in the program: outside any page.
        services.AddSingleton<IEmailSender, NoSender>();
        services.AddSingleton(new Web.Hosting.PublicAddress("https://portal.example.com"));
        services.AddSingleton(new RateLimits(data.App, new MasterKey(Convert.ToBase64String(new byte[32]))));
        context.SetRendererInfo(new RendererInfo("Server", isInteractive: true));
        return context;
    }

    private sealed class NoSender : IEmailSender
    {
        public Task SendAsync(EmailMessage message, CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
