using System.Diagnostics;
using Altitude.Testing;
using Altitude.Testing.Circuits;

namespace Altitude.Benchmarks.Rows;

/// <summary>Row 9: what a page costs in a company of a thousand jobs and in one of a hundred thousand (with --million: a million). The smaller is the limit.</summary>
internal static class GrowthRow
{
    public static async Task<IReadOnlyList<Figures>> RunAsync(Stage stage, Scale scale, CancellationToken cancellationToken)
    {
        List<Stage.LargeCompany> companies = [];
        foreach (var jobs in scale.Sizes)
        {
            var company = await stage.GenerateAsync(jobs, cancellationToken);
            await Console.Error.WriteLineAsync($"  {jobs:N0} jobs generated in {company.Seconds:N0} s");
            companies.Add(company);
        }

        var (small, rows) = (companies[0], new List<Figures>());
        foreach (var large in companies.Skip(1))
        {
            rows.Add(await CompareAsync("portal's home", 1.2, company => GetAsync(company.Customer, $"/portal/{company.Slug}")));
            rows.Add(await CompareAsync("portal's estimates", 1.2, company => GetAsync(company.Customer, $"/portal/{company.Slug}/estimates")));
            rows.Add(
                await CompareAsync("an estimate", 1.2, company => GetAsync(company.Customer, $"/portal/{company.Slug}/estimates/{company.Estimate}"))
            );
            rows.Add(await CompareAsync("board, opened", 1.2, BoardAsync));
            rows.Add(await CompareAsync("office's estimates", 1.2, company => GetAsync(company.Office, "/office/bench/estimates")));
            rows.Add(await CompareAsync("customer search", 3, company => GetAsync(company.Office, "/office/bench/search?part=garcia.7")));
            Dictionary<Stage.LargeCompany, Queue<string>> open = [];
            foreach (var company in new[] { small, large })
            {
                open[company] = new Queue<string>(await stage.OfferAsync(company, scale.WarmUp + (scale.Turns * scale.Rounds), cancellationToken));
            }

            rows.Add(await CompareAsync("approval", 1.2, company => ApproveAsync(company, open[company].Dequeue())));

            async Task<Figures> CompareAsync(string what, double goal, Func<Stage.LargeCompany, Task<double>> measure)
            {
                var (limit, program, others) = await Turns.ByTurnsAsync(stage.Machine, scale, () => measure(small), () => measure(large));
                return new Figures(
                    "9",
                    $"{what}, {large.Jobs:N0} jobs against {small.Jobs:N0}",
                    Turns.Median(limit),
                    Turns.Median(program),
                    "ms",
                    goal,
                    IsAtLeast: false,
                    Sample.InWords([.. program.SelectMany(t => t)]),
                    others
                );
            }
        }

        return rows;

        async Task<double> GetAsync(WebVisitor visitor, string path)
        {
            var began = Stopwatch.GetTimestamp();
            using var answer = await visitor.Http.GetAsync(new Uri(path, UriKind.Relative), cancellationToken);
            await answer.EnsureSuccessStatusCode().Content.ReadAsByteArrayAsync(cancellationToken);
            return Stopwatch.GetElapsedTime(began).TotalMilliseconds;
        }

        async Task<double> BoardAsync(Stage.LargeCompany company)
        {
            var cookies = company.Office.Cookies.GetCookieHeader(stage.Url);
            var began = Stopwatch.GetTimestamp();
            await using var board = await OpenPages.OpenAsync(new PageAddress(new Uri(stage.Url, "/office/board"), cookies), 1);
            return Stopwatch.GetElapsedTime(began).TotalMilliseconds;
        }

        async Task<double> ApproveAsync(Stage.LargeCompany company, string number)
        {
            var path = $"/portal/{company.Slug}/estimates/{number}";
            using var form = await ApprovalRow.FillInAsync(company.Customer, path, cancellationToken);
            var began = await ApprovalRow.SendAsync(company.Customer, path, form, cancellationToken);
            return Stopwatch.GetElapsedTime(began).TotalMilliseconds;
        }
    }
}
