using System.Net;
using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Workspaces;
using Altitude.Testing;
using Altitude.Web.Email;
using Altitude.Web.Features.Workspaces.SignUp;
using Microsoft.EntityFrameworkCore;

namespace Altitude.Web.Tests.Features.Workspaces;

/// <summary>A company begins by a form that anyone may send, and is opened by whoever holds the mail; strangers learn nothing by it.</summary>
public sealed class SignUpTests(AppFixture site) : IClassFixture<AppFixture>
{
    private const string Password = "Dampers-and-Ducts-9";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Whoever_signs_up_opens_the_office_by_the_mail_and_finds_the_first_steps()
    {
        using var rosa = site.Visit();
        var front = await rosa.GetAsync("/", Token);
        Assert.NotNull(front.Find("a[href='/sign-up']"));

        var sent = await SignUpAsync(rosa, "Peak Plumbing & Sons", "rosa@peak.example");

        Assert.Equal("Look in your mail", sent.Heading);
        var path = await LinkAsync("rosa@peak.example");
        using var scanner = site.Visit();
        await scanner.GetAsync(path, Token);
        var page = await rosa.GetAsync(path, Token);
        Assert.Equal("Open the office of Peak Plumbing & Sons", page.Heading);
        Assert.Contains("Choose a password", page.Text, StringComparison.Ordinal);
        var weak = await rosa.PressAsync(page, "Open your office", [new("Name", "Rosa M. Lim"), new("Password", "short")], Token);
        Assert.Equal(HttpStatusCode.BadRequest, weak.Status);
        Assert.Contains("at least 10 characters", weak.Text, StringComparison.Ordinal);
        Assert.NotNull(weak.Find("#name[value='Rosa M. Lim']"));

        var opened = await rosa.PressAsync(weak, "Open your office", [new("Password", Password)], Token);

        Assert.EndsWith("/office/welcome", opened.Location, StringComparison.Ordinal);
        var welcome = await rosa.FollowAsync(opened, Token);
        Assert.Equal("Welcome, Rosa M. Lim", welcome.Heading);
        Assert.Contains("0 of 5", welcome.Text, StringComparison.Ordinal);
        Assert.Contains("Write down your first customer", (await rosa.GetAsync("/office", Token)).Text, StringComparison.Ordinal);
        Assert.Contains("Water heater, 50 gal", (await rosa.GetAsync("/office/price-book", Token)).Text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await site.Visit().GetAsync("/portal/peak-plumbing-sons/sign-in", Token)).Status);
        var company = await CompanyAsync("peak-plumbing-sons");
        Assert.Equal(
            ("Peak Plumbing & Sons", "Europe/Dublin", "EUR", "en-IE", "rosa@peak.example"),
            (company.Name, company.ZoneId, company.Currency.Code, company.Culture, company.Company.Email)
        );
        var used = await site.Visit().GetAsync(path, Token);
        Assert.Equal((HttpStatusCode.Gone, "This link no longer opens"), (used.Status, used.Heading));
    }

    [Fact]
    public async Task Two_companies_of_one_name_get_addresses_of_their_own()
    {
        using var first = site.Visit();
        using var second = site.Visit();
        await OpenAsync(first, "Twin Peaks Electric", "a@twin.example");
        await OpenAsync(second, "Twin Peaks Electric", "b@twin.example");

        Assert.Equal("Twin Peaks Electric", (await CompanyAsync("twin-peaks-electric")).Name);
        Assert.Equal("Twin Peaks Electric", (await CompanyAsync("twin-peaks-electric-2")).Name);
    }

    [Fact]
    public async Task Until_somebody_opens_it_a_company_is_found_nowhere_and_nobody_works_there()
    {
        using var stranger = site.Visit();
        var form = await stranger.GetAsync("/sign-up", Token);
        await stranger.PressAsync(form, "Sign up", Filled("Ghost Cooling", "ghost@ghost.example"), Token);
        await LinkAsync("ghost@ghost.example");

        foreach (var path in new[] { "/portal/ghost-cooling", "/portal/ghost-cooling/sign-in", "/request/ghost-cooling" })
        {
            Assert.Equal(HttpStatusCode.NotFound, (await stranger.GetAsync(path, Token)).Status);
        }

        Assert.Equal(0L, await site.PeekAsync("select count(*) from platform.users where email = 'ghost@ghost.example'"));
        Assert.Equal(
            0L,
            await site.PeekAsync(
                "select count(*) from tenant.staff_members m join tenant.workspaces w using (workspace_id) where w.name = 'Ghost Cooling'"
            )
        );
        // Its address can be told by nobody: not from what the form sent either.
        var slug = (string)(await site.PeekAsync("select slug::text from tenant.workspaces where name = 'Ghost Cooling'"))!;
        Assert.Matches("^new-[0-9a-f]{32}$", slug);
        Assert.NotEqual(Guid.Parse(form.Find("input[name='Wish.Key']")!.GetAttribute("value")!).ToString("N"), slug[4..]); // The form has one.
    }

    [Fact]
    public async Task An_address_that_signs_in_already_gets_the_same_answer_and_adds_a_company_with_its_own_password()
    {
        var cast = await site.GatherAsync(Token);
        var known = cast.Summit.EmailOf(cast.Owen);
        using var owen = site.Visit();
        var unknown = await SignUpAsync(site.Visit(), "Nobody's Air", "nobody@nobody.example");
        var sent = await SignUpAsync(owen, "Owen's Second", known);
        Assert.Equal(unknown.Text, sent.Text);

        var page = await owen.GetAsync(await LinkAsync(known), Token);
        Assert.Contains("Your password", page.Text, StringComparison.Ordinal);
        var wrong = await owen.PressAsync(page, "Open your office", [new("Password", Password)], Token);
        Assert.Contains("not the password of this address", wrong.Text, StringComparison.Ordinal);
        var opened = await owen.PressAsync(wrong, "Open your office", [new("Password", Cast.Password)], Token);

        Assert.EndsWith("/office/welcome", opened.Location, StringComparison.Ordinal);
        Assert.Contains("Go to Summit Air", (await owen.GetAsync("/office/profile", Token)).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_missing_is_said_beside_its_field_and_what_was_typed_is_kept()
    {
        using var visitor = site.Visit();
        var page = await visitor.GetAsync("/sign-up", Token);

        var refused = await visitor.PressAsync(
            page,
            "Sign up",
            [
                new("Wish.Name", "Rosa Lim"),
                new("Wish.Company", "Visit www.bad.example"),
                new("Wish.Email", "rosa at peak"),
                new("Wish.Trade", "cleaning"),
                new("Wish.Currency", "XXX"),
            ],
            Token
        );

        Assert.Equal(HttpStatusCode.Conflict, refused.Status);
        var told = refused.Document.QuerySelectorAll(".error-summary li").Select(l => l.TextContent).ToArray();
        Assert.Equal(
            ["email", "company", "currency", "zone"], // As they stand in the form.
            refused.Document.QuerySelectorAll(".error-summary a").Select(a => a.GetAttribute("href")!.Split('#')[1])
        );
        Assert.Contains(told, t => t.Contains("without a web address", StringComparison.Ordinal));
        Assert.Contains(told, t => t.Contains("Write an e-mail address", StringComparison.Ordinal));
        Assert.Contains(told, t => t.Contains("currency", StringComparison.Ordinal));
        Assert.Contains(told, t => t.Contains("time zone", StringComparison.Ordinal));
        Assert.NotNull(refused.Find("#name[value='Rosa Lim']"));
        Assert.NotNull(refused.Find("#email[value='rosa at peak'][aria-invalid=true]"));
        Assert.NotNull(refused.Find("#trade option[value=cleaning][selected]"));
    }

    [Fact]
    public async Task The_same_press_twice_begins_one_company_and_a_program_none()
    {
        using var visitor = site.Visit();
        var page = await visitor.GetAsync("/sign-up", Token);
        var filled = Filled("Double Press", "double@double.example");

        var both = await Task.WhenAll(visitor.PressAsync(page, "Sign up", filled, Token), visitor.PressAsync(page, "Sign up", filled, Token));
        var robot = await visitor.PressAsync(page, "Sign up", [.. Filled("Robot", "r@r.example"), new("Wish.Website", "https://r.example")], Token);

        Assert.All(both, answer => Assert.EndsWith("/sign-up?sent=yes", answer.Location, StringComparison.Ordinal));
        Assert.EndsWith("/sign-up?sent=yes", robot.Location, StringComparison.Ordinal);
        Assert.Equal(1L, await site.PeekAsync("select count(*) from tenant.workspaces where name = 'Double Press'"));
        Assert.Equal(0L, await site.PeekAsync("select count(*) from tenant.workspaces where name = 'Robot'"));
    }

    [Fact]
    public async Task One_address_is_written_to_five_times_an_hour_at_most()
    {
        using var visitor = site.Visit();
        for (var i = 0; i < 5; i++)
        {
            await SignUpAsync(visitor, $"Often {i}", "often@often.example");
        }

        var refused = await visitor.PressAsync(await visitor.GetAsync("/sign-up", Token), "Sign up", Filled("Often 6", "OFTEN@often.example"), Token);

        Assert.Equal(HttpStatusCode.TooManyRequests, refused.Status);
        Assert.NotNull(refused.Find("#company[value='Often 6']"));
        Assert.Equal(5L, await site.PeekAsync("select count(*) from tenant.workspaces where name like 'Often %'"));
    }

    [Fact]
    public async Task A_links_page_takes_only_its_own_kind()
    {
        using var visitor = site.Visit();
        await SignUpAsync(visitor, "Kind Heating", "kind@kind.example");
        var path = await LinkAsync("kind@kind.example");

        Assert.Equal(
            HttpStatusCode.Gone,
            (await visitor.GetAsync(path.Replace("/sign-up/", "/office/invitation/", StringComparison.Ordinal), Token)).Status
        );
        Assert.Equal(HttpStatusCode.OK, (await visitor.GetAsync(path, Token)).Status);
        Assert.Equal(HttpStatusCode.Gone, (await visitor.GetAsync("/sign-up/nothing", Token)).Status);
    }

    [Theory]
    [InlineData("Müller & Söhne", "muller-sohne")]
    [InlineData("  --A1 Air!! ", "a1-air")]
    [InlineData("気", "company")]
    [InlineData("The Very Long Name of a Company Indeed", "the-very-long-name-of-a-compan")]
    public void A_name_becomes_an_address(string name, string slug) => Assert.Equal(slug, Workspace.SlugWish(name));

    [Fact]
    public void Every_trade_has_prices_and_a_template_that_can_be_sent()
    {
        Assert.Equal(["heating-and-cooling", "plumbing", "electrical", "cleaning"], StarterPrices.All.Select(t => t.Key));
        foreach (var trade in StarterPrices.All)
        {
            var company = Workspace.Found(Id<Workspace>.New(), "starter", "Starter", "America/Denver", Currency.Of("USD"), "en-US");
            Assert.InRange(StarterPrices.ItemsOf(trade, company).Count(), 8, 20);
            StarterPrices.TemplateOf(trade, company, Cast.Moment).Content.RequireSendable();
        }
    }

    [Fact]
    public async Task What_is_done_ticks_itself()
    {
        using var rosa = site.Visit();
        await OpenAsync(rosa, "Tick Tock Cleaning", "tick@tock.example");
        var page = await rosa.GetAsync("/office/welcome", Token);
        Assert.NotNull(page.Find("li[aria-current=step] a[href='/office/settings/brand']"));
        Assert.NotNull(page.Find("a[href='/office/customers?new=customer']"));
        Assert.Null(page.Find("form[action='/office/view-as']"));
        var actor = new Operator((await CompanyAsync("tick-tock-cleaning")).Id);

        await site.ActAsync(
            actor,
            async db =>
            {
                (await db.Workspaces.SingleAsync()).Dress(new BrandKit(BrandColor.Parse("#0B5FA5"), BrandColor.Parse("#F2B705"), ColorScheme.Device));
                var customer = Domain.Customers.Customer.Register(Id<Domain.Customers.Customer>.New(), db.WorkspaceId, "First household", db.Now);
                customer.AddContact(Id<Domain.Customers.Contact>.New(), "First", "first@example.com", "", Domain.Customers.ContactRights.Full);
                db.Add(customer);
            }
        );

        var later = await rosa.GetAsync("/office/welcome", Token);
        Assert.Contains("2 of 5", later.Text, StringComparison.Ordinal);
        Assert.StartsWith("/office/board?new=", later.Find("li[aria-current=step] a")?.GetAttribute("href"), StringComparison.Ordinal);
        Assert.NotNull(later.Find("form[action='/office/view-as'] input[name=contact]"));
    }

    private static KeyValuePair<string, string?>[] Filled(string company, string email) =>
        [
            new("Wish.Name", "Rosa Lim"),
            new("Wish.Company", company),
            new("Wish.Email", email),
            new("Wish.Trade", "plumbing"),
            new("Wish.Country", "IE"),
            new("Wish.Zone", "Europe/Dublin"),
        ];

    private static async Task<Page> SignUpAsync(WebVisitor visitor, string company, string email) =>
        await visitor.FollowAsync(
            await visitor.PressAsync(await visitor.GetAsync("/sign-up", Token), "Sign up", Filled(company, email), Token),
            Token
        );

    private async Task OpenAsync(WebVisitor visitor, string company, string email)
    {
        await SignUpAsync(visitor, company, email);
        var opened = await visitor.PressAsync(
            await visitor.GetAsync(await LinkAsync(email), Token),
            "Open your office",
            [new("Password", Password)],
            Token
        );
        Assert.EndsWith("/office/welcome", opened.Location, StringComparison.Ordinal);
    }

    private async Task<string> LinkAsync(string to)
    {
        string? path = null;
        await Patiently.HoldsAsync(
            async () =>
                (
                    path = (await site.Service<CapturedMail>().ReadAsync(Token))
                        .Where(m => m.To.Contains(to, StringComparison.OrdinalIgnoreCase))
                        .SelectMany(m => m.Links)
                        .Where(l => l.Contains("/sign-up/", StringComparison.Ordinal))
                        .Select(l => new Uri(l).PathAndQuery)
                        .FirstOrDefault()
                )
                    is not null,
            $"{to} was written to"
        );
        return path!; // Waited for.
    }

    private async Task<Workspace> CompanyAsync(string slug)
    {
        var id = (Guid)(await site.PeekAsync("select id from platform.workspaces where slug = $1 and closed_at is null", slug))!;
        return await site.ReadAsync(new Operator(new Id<Workspace>(id)), db => db.Workspaces.SingleAsync(Token));
    }
}

/// <summary>An installation that takes no new companies says so, and takes none.</summary>
public sealed class SignUpOffTests(SignUpOffTests.Closed site) : IClassFixture<SignUpOffTests.Closed>
{
    [Fact]
    public async Task It_says_so_and_takes_none()
    {
        using var visitor = site.Visit();
        var page = await visitor.GetAsync("/sign-up", TestContext.Current.CancellationToken);

        Assert.Equal((HttpStatusCode.Forbidden, "New companies are not taken here"), (page.Status, page.Heading));
        Assert.Null((await visitor.GetAsync("/", TestContext.Current.CancellationToken)).Find("a[href='/sign-up']"));
        var refused = await Assert.ThrowsAsync<RuleViolation>(() =>
            site.Service<SignUpCompany>()
                .RunAsync(
                    new SignUpForm("A", "B", "a@b.example", "", "US", "", "America/Denver", ""),
                    Guid.NewGuid(),
                    "203.0.113.9",
                    TestContext.Current.CancellationToken
                )
        );
        Assert.Equal(SignUpRules.Off, refused.Rule);
    }

    public sealed class Closed(MigratedCluster server) : AppFixture(server)
    {
        protected override IReadOnlyDictionary<string, string?> Settings => new Dictionary<string, string?> { ["Altitude:SignUp"] = "off" };
    }
}

/// <summary>Nothing came of it: a stranger's name and address do not stay.</summary>
public sealed class UnopenedCompanyTests(AppFixture site) : IClassFixture<AppFixture>
{
    [Fact]
    public async Task What_nobody_opened_is_closed_and_forgotten_after_its_week()
    {
        var token = TestContext.Current.CancellationToken;
        await site.Service<SignUpCompany>()
            .RunAsync(
                new SignUpForm("Vanishing Air", "Vera Vane", "vera@vanish.example", "+1 303 555 0199", "US", "", "America/Denver", "plumbing"),
                Guid.NewGuid(),
                "203.0.113.9",
                token
            );
        await Patiently.HoldsAsync(
            async () =>
                (await site.Service<CapturedMail>().ReadAsync(token)).Any(m => m.To.Contains("vera@vanish.example", StringComparison.Ordinal)),
            "the mail left"
        );
        await site.Clock.AdvanceAsync(TimeSpan.FromDays(6));
        var open = (long)(await site.PeekAsync("select count(*) from platform.workspaces where slug like 'new-%' and closed_at is null"))!;

        await site.Clock.AdvanceAsync(TimeSpan.FromDays(2));
        await Patiently.HoldsAsync(
            async () => await site.PeekAsync("select count(*) from platform.workspaces where slug like 'new-%' and closed_at is null") is 0L,
            "the company was closed"
        );

        Assert.Equal(1L, open);
        foreach (var table in new[] { "workspaces", "staff_invitations", "email_deliveries", "activity_details" })
        {
            Assert.Equal(
                0L,
                await site.PeekAsync(
                    $"select count(*) from tenant.{table} t where t::text ilike '%vera%' or t::text like '%303 555 0199%' or t::text like '%Vanishing%'"
                )
            );
        }

        Assert.Equal(
            0L,
            await site.PeekAsync(
                "select count(*) from platform.invitation_lookups l join platform.workspaces w on w.id = l.workspace_id where w.closed_at is not null"
            )
        );
    }
}
