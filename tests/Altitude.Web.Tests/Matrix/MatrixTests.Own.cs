using System.Collections.Concurrent;
using System.Net;
using Altitude.Domain.Customers;

namespace Altitude.Web.Tests.Matrix;

/// <summary>What stands on the pages of one's own records: nothing of anybody else's.</summary>
public sealed partial class MatrixTests
{
    [Theory]
    [InlineData(Fences.Both)]
    [InlineData(Fences.PolicyOnly)]
    [InlineData(Fences.FilterOnly)]
    public async Task No_page_of_ones_own_record_shows_what_is_anothers(Fences fences)
    {
        using var crowd = new Crowd(stage, fences);
        ConcurrentBag<string> wrong = [];
        foreach (var (person, browser) in crowd.Visitors)
        {
            foreach (var path in OwnPathsOf(person))
            {
                var page = await browser.GetAsync(path);
                wrong.AddAll(Leaks(page, person, path).Select(c => $"{person} at {path}: {c}"));
                if (page.Status != HttpStatusCode.OK)
                {
                    wrong.Add($"{person} at {path}: {(int)page.Status}, so that this proves nothing");
                }
            }
        }

        Fail(wrong);
    }

    private IEnumerable<string> OwnPathsOf(Person person)
    {
        foreach (var company in new[] { stage.Cast.Summit, stage.Cast.Spark })
        {
            if (person.IsSignedInTo(company))
            {
                yield return $"/portal/{company.Slug}/jobs/{company.JobNumber}";
                if (person.Visitor?.Rights.MaySeeEstimates() == true)
                {
                    yield return $"/portal/{company.Slug}/estimates/{company.EstimateNumber}";
                }
            }

            if (person.Works == company)
            {
                yield return $"/office/jobs/{company.JobNumber}";
                yield return $"/office/customers/{company.Customer}";
                yield return $"/office/estimates/{company.EstimateNumber}";
                yield return $"/office/estimates/{company.EstimateNumber}/versions/1";
            }
        }
    }
}
