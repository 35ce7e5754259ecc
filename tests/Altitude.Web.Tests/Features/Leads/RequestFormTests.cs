using System.Net;
using Altitude.Data;
using Altitude.Domain.Leads;
using Altitude.Testing;
using Altitude.Web.Security;
using Microsoft.EntityFrameworkCore;

namespace Altitude.Web.Tests.Features.Leads;

/// <summary>The request form over HTTP, as somebody without scripts meets it. Each test has a company of its own; tries are counted by place, so that some come from elsewhere.</summary>
public sealed class RequestFormTests(AppFixture site) : IClassFixture<AppFixture>, IAsyncLifetime
{
    private const string Send = "Send request";

    private static readonly Dictionary<string, string?> s_acRepair = new()
    {
        ["Wish.Service"] = "AC blows warm air",
        ["Wish.Text"] = "Since Sunday.\nThe outdoor unit hums.",
        ["Wish.Times"] = "Tuesday morning",
        ["Wish.Address"] = "1420 Pearl St Apt 3, Denver CO 80203",
        ["Wish.Name"] = "Maria Delgado",
        ["Wish.Email"] = "Maria.Delgado@example.com",
        ["Wish.Phone"] = "(303) 555-0142",
    };

    public async ValueTask InitializeAsync() => await site.TamperAsync("delete from platform.rate_counters where key like 'request-form%'");

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task A_request_is_kept_whole_and_the_next_page_says_what_happens()
    {
        var cast = await site.GatherAsync();
        using var somebody = site.Visit();
        somebody.Http.DefaultRequestHeaders.Add("Referer", "https://www.google.example/search?q=secret");
        var form = await somebody.GetAsync($"/request/{cast.Summit.Slug}?utm_source=newsletter&utm_campaign=spring");

        var answer = await somebody.PressAsync(form, Send, s_acRepair);
        var after = await somebody.FollowAsync(answer);

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.SeeOther), (form.Status, answer.Status));
        Assert.Equal("Your request is with us", after.Heading);
        Assert.Contains("What happens next", after.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Delgado", after.Html, StringComparison.Ordinal);
        var lead = Assert.Single(await LeadsAsync(cast));
        Assert.Equal(
            ("REQ-1001", "Maria Delgado", "maria.delgado@example.com", "(303) 555-0142", "+13035550142"),
            (lead.Number, lead.Name, lead.Email, lead.Phone, lead.PhoneE164)
        );
        Assert.Equal(
            ("AC blows warm air", "Since Sunday.\nThe outdoor unit hums.", "Tuesday morning"),
            (lead.Service, lead.Text.ReplaceLineEndings("\n"), lead.PreferredTimes)
        );
        Assert.Equal(new LeadSource("https://www.google.example/search", "newsletter", "", "spring", "", ""), lead.Source);
    }

    [Fact]
    public async Task What_is_missing_is_said_and_what_was_typed_stays()
    {
        var cast = await site.GatherAsync();
        using var somebody = site.Visit();
        var form = await somebody.GetAsync($"/request/{cast.Summit.Slug}");
        var filled = new Dictionary<string, string?>(s_acRepair)
        {
            ["Wish.Service"] = "  ",
            ["Wish.Email"] = "maria at example",
            ["Wish.Phone"] = "",
        };

        var answer = await somebody.PressAsync(form, Send, filled);

        Assert.Equal(HttpStatusCode.Conflict, answer.Status);
        Assert.Equal(
            ["Say in a few words what you need.", "Write an e-mail address, such as maria@example.com."],
            answer.Document.QuerySelectorAll(".error-summary a").Select(a => a.TextContent).Order(StringComparer.Ordinal)
        );
        Assert.All(
            answer.Document.QuerySelectorAll(".error-summary a"),
            a => Assert.NotNull(answer.Document.GetElementById(a.GetAttribute("href")!.Split('#')[1])) // A summary links to its fields.
        );
        Assert.Equal("maria at example", answer.Find("#email")?.GetAttribute("value"));
        Assert.Equal("Maria Delgado", answer.Find("#name")?.GetAttribute("value"));
        Assert.Equal("Since Sunday.\nThe outdoor unit hums.", answer.Find("#more")?.TextContent.ReplaceLineEndings("\n"));
        Assert.Empty(await LeadsAsync(cast));
    }

    [Fact]
    public async Task The_same_press_sent_twice_makes_one_request()
    {
        var cast = await site.GatherAsync();
        using var somebody = site.Visit();
        var form = await somebody.GetAsync($"/request/{cast.Summit.Slug}");

        await somebody.PressAsync(form, Send, s_acRepair);
        var again = await somebody.PressAsync(form, Send, s_acRepair);

        Assert.Equal(HttpStatusCode.SeeOther, again.Status);
        Assert.Single(await LeadsAsync(cast));
    }

    [Fact]
    public async Task A_program_that_fills_in_what_nobody_sees_is_thanked_and_forgotten()
    {
        var cast = await site.GatherAsync();
        using var robot = site.Visit();
        var form = await robot.GetAsync($"/request/{cast.Summit.Slug}");

        var answer = await robot.PressAsync(form, Send, new Dictionary<string, string?>(s_acRepair) { ["Wish.Website"] = "https://spam.example" });

        Assert.Equal(HttpStatusCode.SeeOther, answer.Status);
        Assert.Empty(await LeadsAsync(cast));
    }

    [Fact]
    public async Task Nobody_sends_more_than_a_few_and_what_was_typed_stays_then_too()
    {
        var cast = await site.GatherAsync();
        using var somebody = site.Visit();
        List<HttpStatusCode> answers = [];
        for (var i = 0; i <= RateLimit.RequestFormByAddress.Most; i++)
        {
            var form = await somebody.GetAsync($"/request/{cast.Summit.Slug}");
            var answer = await somebody.PressAsync(form, Send, s_acRepair);
            answers.Add(answer.Status);
            if (i == RateLimit.RequestFormByAddress.Most)
            {
                Assert.Contains("That was too often", answer.Text, StringComparison.Ordinal);
                Assert.Equal("AC blows warm air", answer.Find("#service")?.GetAttribute("value"));
            }
        }

        Assert.Equal(Enumerable.Repeat(HttpStatusCode.SeeOther, RateLimit.RequestFormByAddress.Most).Append(HttpStatusCode.TooManyRequests), answers);
    }

    [Theory]
    [InlineData("Wish.Key", "not-a-key")]
    [InlineData("Wish.Name", "Maria\u0000Delgado")]
    [InlineData("Wish.Name", "")]
    [InlineData("Wish.Service", "\u0000")]
    [InlineData("Wish.Text", "\u0000")]
    [InlineData("Wish.Email", "a@b@c")]
    [InlineData("Wish.Phone", "call me")]
    [InlineData("Wish.From", "javascript:alert(1)")]
    [InlineData("Wish.From", "https://\u0000")]
    public async Task A_spoilt_field_is_answered_and_loses_nothing_that_was_typed(string field, string value)
    {
        var cast = await site.GatherAsync();
        using var somebody = site.Visit();
        var form = await somebody.GetAsync($"/request/{cast.Summit.Slug}?utm_source=%00&utm_term={new string('x', 900)}");

        var answer = await somebody.PressAsync(form, Send, new Dictionary<string, string?>(s_acRepair) { [field] = value });

        Assert.True((int)answer.Status < 500, $"{(int)answer.Status} for {field}");
        if (answer.Status != HttpStatusCode.SeeOther && !value.Contains('\0', StringComparison.Ordinal))
        {
            Assert.Equal("Tuesday morning", answer.Find("#times")?.GetAttribute("value"));
        }
    }

    [Fact]
    public async Task Texts_of_strangers_are_text()
    {
        var cast = await site.GatherAsync();
        using var somebody = site.Visit();
        var form = await somebody.GetAsync($"/request/{cast.Summit.Slug}");

        var answer = await somebody.PressAsync(
            form,
            Send,
            new Dictionary<string, string?>(s_acRepair) { ["Wish.Name"] = "<script>alert(1)</script>", ["Wish.Service"] = "" }
        );

        Assert.DoesNotContain("<script>alert", answer.Html, StringComparison.Ordinal);
        Assert.Equal("<script>alert(1)</script>", answer.Find("#name")?.GetAttribute("value"));
    }

    [Fact]
    public async Task An_unknown_company_is_not_found()
    {
        using var somebody = site.Visit();

        var answer = await somebody.GetAsync("/request/no-such-company");

        Assert.Equal(HttpStatusCode.NotFound, answer.Status);
    }

    private Task<List<Lead>> LeadsAsync(Cast cast) => site.ReadAsync(cast.Owen, db => db.Leads.OrderBy(l => l.ReceivedAt).ToListAsync());
}
