using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Altitude.Data.Demo;
using Altitude.Testing;

namespace Altitude.Web.Tests.Faults;

/// <summary>The demo is put back to its start while the program still tells its story for the first time, and by two at once.</summary>
[Trait("Category", "Fault")]
public sealed class DemoResetTests(WorkspaceFixture data) : IClassFixture<WorkspaceFixture>
{
    [Fact]
    public async Task Resets_that_meet_the_first_telling_and_each_other_are_told_one_after_the_other()
    {
        await using var app = await AppProcess.StartAsync(data.Database.Connections, data.Cluster.MasterKey); // Ready before the story is told.
        using var http = new HttpClient { BaseAddress = app.Url };

        var answers = await Task.WhenAll(http.PostAsync("/demo/reset", null), http.PostAsync("/demo/reset", null));

        Assert.Equal([HttpStatusCode.OK, HttpStatusCode.OK], answers.Select(a => a.StatusCode));
        var told = await Task.WhenAll(answers.Select(a => a.Content.ReadFromJsonAsync<DemoAccess>(JsonSerializerOptions.Web)));
        var opened = await Task.WhenAll(told.Select(t => http.GetAsync(new Uri(t!.SetupLinks[0].Address).AbsolutePath))); // 200 is a story.
        Assert.Single(opened, o => o.IsSuccessStatusCode); // The later telling stands; the links of the earlier ended with its company.
        Assert.True((await http.GetAsync("/health/ready")).IsSuccessStatusCode);
    }
}
