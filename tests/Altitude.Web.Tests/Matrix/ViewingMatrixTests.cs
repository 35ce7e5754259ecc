using System.Collections.Concurrent;
using System.Net;
using Altitude.Testing;
using Altitude.Web.Security;

namespace Altitude.Web.Tests.Matrix;

/// <summary>Staff who view the portal as a contact: what they see is that contact's, only their own sign-in opens it, and nothing can be sent from there.</summary>
public sealed partial class MatrixTests
{
    [Theory]
    [InlineData(Fences.Both)]
    [InlineData(Fences.PolicyOnly)]
    [InlineData(Fences.FilterOnly)]
    public async Task No_viewing_opens_to_another_sign_in(Fences fences)
    {
        using var crowd = new Crowd(stage, fences);
        ConcurrentBag<string> wrong = [];
        await stage.RestAsync();
        var before = await ChecksumsAsync();

        foreach (var house in stage.Households)
        {
            foreach (var (pattern, address) in PortalRoutes())
            {
                foreach (var id in address.Ids?.Invoke(house) ?? [""])
                {
                    foreach (var (person, browser) in crowd.Visitors)
                    {
                        var (none, asked) = (house.Missing(), house.Viewing.Value.ToString("N"));
                        var page = await browser.GetAsync(ViewedPath(pattern, house, id));
                        var missing = await browser.GetAsync(ViewedPath(pattern, none, id));
                        wrong.AddAll(Leaks(page, person, page.Path).Select(leak => $"{person} at {page.Path}: {leak}"));
                        if (
                            page.Status != missing.Status
                            || Alike(page.Html.Replace(asked, "~")) != Alike(missing.Html.Replace(none.Viewing.Value.ToString("N"), "~"))
                        )
                        {
                            wrong.Add($"{person} at {page.Path}: {(int)page.Status}, and {(int)missing.Status} for what does not exist");
                        }

                        var isTurnedAway = person.Works is not null
                            ? page.Status == HttpStatusCode.NotFound
                            : page.Location?.StartsWith("/office/sign-in", StringComparison.Ordinal) == true;
                        if (!isTurnedAway)
                        {
                            wrong.Add($"{person} at {page.Path}: {(int)page.Status} {page.Location}");
                        }
                    }
                }
            }
        }

        await SameAsync(before, "viewing", wrong);
        Fail(wrong);
    }

    [Theory]
    [InlineData(Fences.Both)]
    [InlineData(Fences.PolicyOnly)]
    [InlineData(Fences.FilterOnly)]
    public async Task Who_views_as_a_contact_sees_what_is_theirs_and_sends_nothing(Fences fences)
    {
        ConcurrentBag<string> wrong = [];
        await stage.RestAsync();
        var before = await ChecksumsAsync();
        foreach (var house in stage.Households)
        {
            var other = stage.Households.Single(h => h != house);
            var colleague = new Person("colleague", Office: house.ColleagueKey, Words: [house.Canary]);
            using var browser = stage.Visit(colleague, fences);
            foreach (var (pattern, address) in PortalRoutes())
            {
                foreach (var id in address.Ids?.Invoke(house) ?? [""])
                {
                    var page = await browser.GoAsync(ViewedPath(pattern, house, id));
                    var isShown = page.Status == HttpStatusCode.OK && page.Html.Contains(house.Canary, StringComparison.OrdinalIgnoreCase);
                    if (address.For is For.Contact or For.ContactsRecord && !isShown)
                    {
                        wrong.Add($"{page.Path}: {(int)page.Status} without {house.Canary}");
                    }

                    var ways = page.Document.QuerySelectorAll("a[href^='/portal/'], form[action^='/portal/']");
                    wrong.AddAll(
                        ways.Select(w => w.GetAttribute("href") ?? w.GetAttribute("action") ?? "")
                            .Where(to => !ViewingAddress.Is(new Microsoft.AspNetCore.Http.PathString(to.Split('#', '?')[0])))
                            .Select(to => $"{page.Path} leads out of the viewing, to {to}")
                    );
                }

                foreach (var id in address.For == For.ContactsRecord ? address.Ids!(other) : []) // A record has an id.
                {
                    var page = await browser.GetAsync(ViewedPath(pattern, house, id));
                    wrong.AddAll(Leaks(page, colleague, page.Path).Select(leak => $"{page.Path}: {leak}"));
                    if (page.Status != HttpStatusCode.NotFound && address.Ids!(house).All(own => own != id))
                    {
                        wrong.Add($"{page.Path} of another: {(int)page.Status}");
                    }
                }
            }

            var token = (await browser.GetAsync("/office/profile")).Find("input[name=__RequestVerificationToken]")?.GetAttribute("value") ?? "";
            foreach (var (name, form) in MatrixTables.Forms.Where(f => f.Key.StartsWith("/portal/", StringComparison.Ordinal)))
            {
                var (route, handler) = name.Split('#') is [var place, var called] ? (place, called) : (name, "");
                var path = ViewedPath(route, house, form.Id?.Invoke(house) ?? "");
                using var content = new FormUrlEncodedContent([
                    .. (form.Fields?.Invoke(house) ?? []).Select(f => new KeyValuePair<string, string>(f.Key, f.Value ?? "")),
                    new("_handler", handler),
                    new("__RequestVerificationToken", token),
                ]);
                using var answer = await browser.Http.PostAsync(new Uri(browser.Http.BaseAddress!, path), content); // It has an address.
                if (answer.StatusCode != HttpStatusCode.Forbidden)
                {
                    wrong.Add($"{name}: {(int)answer.StatusCode}, not 403");
                }

                before = await SameAsync(before, name, wrong);
            }
        }

        Fail(wrong);
    }

    private static IEnumerable<KeyValuePair<string, Address>> PortalRoutes() =>
        MatrixTables.Routes.Where(r => r.Key.StartsWith("/portal/", StringComparison.Ordinal));

    private static string ViewedPath(string pattern, Household house, string id)
    {
        var parts = new Queue<string>(id.Split('/'));
        var company = ViewingAddress.Of(house.Company.Slug, house.Viewing);
        return Parameter().Replace(pattern.Replace("{Workspace}", company, StringComparison.Ordinal), _ => parts.Dequeue());
    }
}
