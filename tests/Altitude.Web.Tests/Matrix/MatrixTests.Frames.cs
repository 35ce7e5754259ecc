using Altitude.Data;
using Altitude.Domain.Appointments;
using Altitude.Testing;
using Altitude.Testing.Circuits;
using Altitude.Web.Features.Jobs;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Altitude.Web.Tests.Matrix;

/// <summary>What goes over the WebSockets of open pages: render batches, script calls, signals.</summary>
public sealed partial class MatrixTests
{
    [Theory]
    [InlineData(Fences.Both)]
    [InlineData(Fences.PolicyOnly)]
    [InlineData(Fences.FilterOnly)]
    public async Task No_open_page_is_sent_what_is_anothers(Fences fences)
    {
        List<(Person Person, string Path, OpenPages Page)> open = [];
        List<(Household House, OpenPages Page)> own = [];
        try
        {
            foreach (var person in stage.PeopleAt(fences).Where(p => p.HasBrowser))
            {
                foreach (var path in LivePathsOf(person))
                {
                    var isHub = path.StartsWith("/hubs/", StringComparison.Ordinal);
                    open.Add((person, path, await stage.OpenAsync(path, fences, person.Portal, person.Office, isHub)));
                }
            }

            foreach (var house in stage.Households)
            {
                own.Add((house, await stage.OpenAsync($"/portal/{house.Company.Slug}", fences, house.Own.Browser, office: null)));
            }

            // Two rounds: when the second has come to those whom it concerns, the first is past everybody.
            foreach (var round in new[] { "first", "second" })
            {
                foreach (var house in stage.Households)
                {
                    await ChangeAsync(house, fences, $"{house.Canary} of the {round} round");
                }

                foreach (var (house, page) in own)
                {
                    await Patiently.HoldsAsync(
                        () => page.Frames.Contains($"{house.Canary} of the {round} round", StringComparison.Ordinal),
                        $"the {round} change came to {house.Canary}'s own page"
                    );
                }
            }

            foreach (var (_, path, page) in open.Where(o => o.Person.Works is not null && o.Path == "/office/board"))
            {
                await Patiently.HoldsAsync(
                    () => page.Frames.Contains("of the second round", StringComparison.Ordinal),
                    $"the second change came to {path}"
                );
            }

            Assert.Empty(open.SelectMany(o => o.Page.Failures));
            var leaks = open.SelectMany(o =>
                MatrixStage
                    .Words.Where(w => !o.Person.Words.Contains(w))
                    .Where(w => w != Canaries.Face || !o.Path.StartsWith("/portal/", StringComparison.Ordinal))
                    .Where(w => o.Page.Frames.Contains(w, StringComparison.OrdinalIgnoreCase))
                    .Select(w => $"{o.Person} at {o.Path} was sent {w}: {Around(o.Page.Frames, w)}")
            );
            Assert.Empty(leaks);
        }
        finally
        {
            foreach (var page in open.Select(o => o.Page).Concat(own.Select(o => o.Page)))
            {
                await page.DisposeAsync();
            }
        }
    }

    private static IEnumerable<string> LivePathsOf(Person person) =>
        [
            .. (person.Living ?? []).Select(slug => $"/portal/{slug}"),
            .. person.Works is null ? [] : new[] { "/office/board", "/office/estimates", "/office/customers", "/hubs/live" },
        ];

    /// <summary>One change that the customer's pages hear, and one that only the office's do; neither is mailed, which would change rows under the next test.</summary>
    private async Task ChangeAsync(Household house, Fences fences, string text)
    {
        var services = stage.At(fences).Services;
        var by = house.Company.Owner;
        var window = new TimeWindow(new TimeOnly(9, 0), new TimeOnly(10, 0));
        var visit = new NewVisit(text, new DateTime(2027, 6, 20, 9, 0, 0), TimeSpan.FromHours(1), window, Technician: null);
        await services.GetRequiredService<BookVisit>().RunAsync(by, house.Job, visit, RequestKey.New("matrix"), default);
        await services.GetRequiredService<OpenJob>().RunAsync(by, new NewJob(house.Customer, text, null, null), RequestKey.New("matrix"), default);
    }
}
