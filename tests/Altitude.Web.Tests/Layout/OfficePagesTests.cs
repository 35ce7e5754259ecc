using System.Security.Claims;
using Altitude.Data;
using Altitude.Domain.Activity;
using Altitude.Domain.Customers;
using Altitude.Testing;
using Altitude.Web.Features.Activity;
using Altitude.Web.Features.Conversations;
using Altitude.Web.Features.Customers;
using Altitude.Web.Features.Customers.Office;
using Altitude.Web.Features.Workspaces;
using Altitude.Web.Layout;
using Altitude.Web.Live;
using Altitude.Web.Security;
using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Forms;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using MudBlazor;
using MudBlazor.Services;

namespace Altitude.Web.Tests.Layout;

public sealed class OfficePagesTests(AppFixture site) : IClassFixture<AppFixture>
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task The_customer_page_hears_of_a_new_contact()
    {
        var cast = await site.GatherAsync();
        await using var office = OfficeOf(cast.Priya, cast.Summit);
        var page = office.Render<CustomerPage>(parameters => parameters.Add(p => p.CustomerId, cast.Summit.Customer.Value));
        page.WaitForAssertion(() => Assert.Contains("Luis Delgado", page.Markup, StringComparison.Ordinal), Soon);

        await site.Service<AddContact>()
            .RunAsync(
                cast.Owen,
                cast.Summit.Customer,
                new NewContact("Ana Delgado", "ana@example.com", "", ContactRights.Approve),
                RequestKey.New("test"),
                default
            );

        page.WaitForAssertion(() => Assert.Contains("Ana Delgado", page.Markup, StringComparison.Ordinal), Soon);
    }

    [Fact]
    public async Task A_customer_is_written_to_from_their_page_and_their_answer_comes_there()
    {
        var cast = await site.GatherAsync();
        await using var office = OfficeOf(cast.Priya, cast.Summit);
        var page = office.Render<CustomerPage>(parameters => parameters.Add(p => p.CustomerId, cast.Summit.Customer.Value));
        page.WaitForAssertion(() => page.Find(".office-thread textarea"), Soon);

        page.Find(".office-thread textarea").Input("We are closed on Monday.");
        await page.Find(".office-thread form.write").SubmitAsync();
        page.WaitForAssertion(() => Assert.Equal("We are closed on Monday.", page.Find(".said.mine .text").TextContent), Soon);
        await site.Service<SendMessage>().RunAsync(cast.Maria.Actor, null, "Thank you", [], RequestKey.New("test"), default);
        await site.Service<SendMessage>().RunAsync(cast.Maria.Actor, cast.Summit.JobNumber, "It hums", [], RequestKey.New("test"), default);

        page.WaitForAssertion(() => Assert.Equal("Thank you", page.FindAll(".said .text")[^1].TextContent), Soon);
        page.WaitForAssertion(
            () => Assert.Contains("Unanswered", page.Find("section[aria-labelledby=talks]").TextContent, StringComparison.Ordinal),
            Soon
        );
    }

    [Fact]
    public async Task Two_presses_ask_once()
    {
        var cast = await site.GatherAsync();
        await using var office = OfficeOf(cast.Priya, cast.Summit);
        var dialogs = office.Render<MudDialogProvider>();
        var page = office.Render<CustomerPage>(parameters => parameters.Add(p => p.CustomerId, cast.Summit.Customer.Value));
        page.WaitForAssertion(() => page.Find("section[aria-label='Luis Delgado']"), Soon);

        await RemoveAsync();
        await RemoveAsync();

        dialogs.WaitForAssertion(() => Assert.Contains("Remove Luis Delgado?", dialogs.Markup, StringComparison.Ordinal), Soon);
        Assert.Single(dialogs.FindAll(".mud-dialog"));

        Task RemoveAsync() => page.InvokeAsync(() => page.FindAll("section[aria-label='Luis Delgado'] .panel-head button")[1].Click());
    }

    [Fact]
    public async Task The_customer_page_lets_go_when_it_is_closed()
    {
        var cast = await site.GatherAsync();
        var topic = LiveTopic.StaffOf(cast.Summit.Id);
        var office = OfficeOf(cast.Priya, cast.Summit);
        var page = office.Render<CustomerPage>(parameters => parameters.Add(p => p.CustomerId, cast.Summit.Customer.Value));
        page.WaitForAssertion(() => Assert.Equal(1, site.Service<LiveFeed>().CountSubscribers(topic)), Soon);

        await office.DisposeAsync();

        // It may have been closed while it was still about to listen, and lets go a moment later.
        await Patiently.HoldsAsync(() => site.Service<LiveFeed>().CountSubscribers(topic) == 0);
    }

    [Fact]
    public async Task The_office_leaves_when_its_sign_in_ends()
    {
        var cast = await site.GatherAsync();
        await using var office = OfficeOf(cast.Priya, cast.Summit);
        RenderFragment body = builder => builder.AddContent(0, "today's work");
        var frame = office.Render<OfficeLayout>(parameters => parameters.Add(l => l.Body, body));
        frame.WaitForAssertion(() => Assert.Contains("today's work", frame.Markup, StringComparison.Ordinal), Soon);

        await new EndStaffSession(site.Service<WorkspaceDbFactory>()).RunAsync(cast.Priya, cast.Priya.Session, default);

        frame.WaitForAssertion(() => Assert.DoesNotContain("today's work", frame.Markup, StringComparison.Ordinal), Soon);
        frame.WaitForAssertion(
            () => Assert.EndsWith("/office/sign-in", office.Services.GetRequiredService<NavigationManager>().Uri, StringComparison.Ordinal),
            Soon
        );
    }

    [Fact]
    public async Task An_office_whose_sign_in_ended_before_its_circuit_began_leaves_at_once()
    {
        var cast = await site.GatherAsync();
        await new EndStaffSession(site.Service<WorkspaceDbFactory>()).RunAsync(cast.Priya, cast.Priya.Session, default);
        await using var office = OfficeOf(cast.Priya, cast.Summit);

        var frame = office.Render<OfficeLayout>();

        frame.WaitForAssertion(
            () => Assert.EndsWith("/office/sign-in", office.Services.GetRequiredService<NavigationManager>().Uri, StringComparison.Ordinal),
            Soon
        );
        Assert.Empty(frame.FindAll("nav"));
    }

    [Fact]
    public async Task An_office_goes_with_its_sign_in_though_nobody_does_anything()
    {
        var cast = await site.GatherAsync();
        await using var office = OfficeOf(cast.Priya, cast.Summit, lasts: "0.5");

        var frame = office.Render<OfficeLayout>();

        frame.WaitForAssertion(
            () => Assert.EndsWith("/office/sign-in", office.Services.GetRequiredService<NavigationManager>().Uri, StringComparison.Ordinal),
            Soon
        );
        Assert.Contains("You were signed out.", frame.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_office_lets_go_when_it_is_closed()
    {
        var cast = await site.GatherAsync();
        var topic = LiveTopic.SignInOf(cast.Summit.Id, cast.Priya.Session);
        var office = OfficeOf(cast.Priya, cast.Summit);
        var frame = office.Render<OfficeLayout>();
        frame.WaitForAssertion(() => Assert.Equal(1, site.Service<LiveFeed>().CountSubscribers(topic)), Soon);

        await office.DisposeAsync();

        await Patiently.HoldsAsync(() => Task.FromResult(site.Service<LiveFeed>().CountSubscribers(topic) == 0), "it has let go");
    }

    [Fact]
    public async Task The_first_thing_in_the_office_leads_past_its_places_to_the_work()
    {
        var cast = await site.GatherAsync();
        await using var office = OfficeOf(cast.Priya, cast.Summit);
        office.Services.GetRequiredService<NavigationManager>().NavigateTo("office/customers?find=d");
        var frame = office.Render<OfficeLayout>();
        frame.WaitForAssertion(() => Assert.NotNull(frame.Find("nav")), Soon);

        var first = frame.Find("a, button, input");

        Assert.Equal(("Skip to content", "/office/customers?find=d#work"), (first.TextContent, first.GetAttribute("href")));
        Assert.Equal("-1", frame.Find("main#work").GetAttribute("tabindex"));
    }

    [Theory]
    [InlineData("office/team")]
    [InlineData("office/activity")]
    [InlineData("office/settings/notifications/estimate-sent")]
    public async Task The_rail_says_that_one_is_in_the_settings(string address)
    {
        var cast = await site.GatherAsync();
        await using var office = OfficeOf(cast.Owen, cast.Summit);
        office.Services.GetRequiredService<NavigationManager>().NavigateTo(address);
        var frame = office.Render<OfficeLayout>();

        frame.WaitForAssertion(
            () =>
                Assert.Equal(["Settings"], frame.FindAll(".rail > * a[aria-current], .rail > a[aria-current]").Select(a => a.TextContent).Distinct()),
            Soon
        );
    }

    private BunitContext OfficeOf(Staff staff, Company company, string? lasts = null)
    {
        var context = new BunitContext();
        context.Services.AddMudServices();
        context.Services.AddSingleton<AuthenticationStateProvider>(new SignedInAs(staff, company.Slug, lasts));
        context.Services.AddSingleton<AntiforgeryStateProvider>(new NoToken());
        context.Services.AddScoped<CurrentStaff>();
        context.Services.AddSingleton(site.Service<ConversationInboxQuery>());
        context.Services.AddSingleton(site.Service<ReplyToCustomer>());
        context.Services.AddSingleton(site.Service<WriteToCustomer>());
        context.Services.AddSingleton(site.Service<MarkRead>());
        context.Services.AddSingleton(site.Service<NoticesQuery>());
        context.Services.AddSingleton(site.Service<MarkNoticesRead>());
        context.Services.AddScoped<StaffSeatsQuery>();
        context.Services.AddSingleton<IEnumerable<ContactPanel>>([]);
        context.Services.AddSingleton(site.Service<WorkspaceDbFactory>());
        context.Services.AddSingleton(site.Service<IDbContextFactory<PlatformDb>>());
        context.Services.AddSingleton(site.Service<LiveFeed>());
        context.Services.AddSingleton(site.Service<TimeProvider>());
        context.Services.AddSingleton(site.Service<CustomerQuery>());
        context.Services.AddSingleton(site.Service<CustomerRecordsQuery>());
        context.Services.AddSingleton(site.Service<AddLocation>());
        context.Services.AddSingleton(site.Service<ChangeLocation>());
        context.Services.AddSingleton(site.Service<RemoveLocation>());
        context.Services.AddSingleton(site.Service<RestoreLocation>());
        context.Services.AddSingleton(site.Service<AddContact>());
        context.Services.AddSingleton(site.Service<RemoveContact>());
        context.Services.AddSingleton(site.Service<ChangeContact>());
        context.Services.AddSingleton(site.Service<AnswerEmailWish>());
        context.Services.AddSingleton(site.Service<MergeCustomers>());
        context.Services.AddSingleton(site.Service<LikelyDuplicatesQuery>());
        context.JSInterop.Mode = JSRuntimeMode.Loose;
        context.SetRendererInfo(new RendererInfo("Server", isInteractive: true)); // Takes the first service: nothing is registered after it.
        return context;
    }

    private sealed class NoToken : AntiforgeryStateProvider
    {
        public override AntiforgeryRequestToken? GetAntiforgeryToken() => null;
    }
}
