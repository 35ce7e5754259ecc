using Altitude.Testing;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Altitude.Browser.Tests;

/// <summary>S1, step 1: somebody asks for work; it is on the office's board at once, and becomes a job.</summary>
public sealed class LeadJourneys(MigratedCluster server, Chromium chromium) : Journey(server, chromium)
{
    [Fact]
    public async Task A_request_without_scripts_is_on_the_board_at_once_and_becomes_a_job()
    {
        var priya = await AtDeskAsync();
        await SignInAsync(priya, "priya@summit-air.example");
        var board = priya.Page;
        var column = board.GetByRole(AriaRole.Region, new() { Name = "Lead", Exact = true });
        await Expect(column.GetByRole(AriaRole.Article).First).ToBeVisibleAsync(); // The cards come with the circuit.
        var somebody = await OnPhoneAsync(o => o.JavaScriptEnabled = false);
        var form = somebody.Page;

        await form.GotoAsync("/request/summit-air?utm_source=flyer");
        await form.GetByLabel("What do you need?").FillAsync("AC blows warm air");
        await form.GetByLabel("Your name").FillAsync("Tessa Grant");
        await form.GetByLabel("E-mail").FillAsync("tessa.grant@example.com");
        await form.GetByLabel("Where is it?").FillAsync("12 Elm St, Denver");
        await form.GetByRole(AriaRole.Button, new() { Name = "Send request" }).ClickAsync();

        await Expect(form.GetByRole(AriaRole.Heading, new() { Name = "What happens next" })).ToBeVisibleAsync();
        var card = column.GetByRole(AriaRole.Article).Filter(new() { HasText = "Tessa Grant" });
        await Expect(card).ToContainTextAsync("AC blows warm air");
        await Expect(board.GetByRole(AriaRole.Complementary, new() { Name = "News" }).GetByText("Tessa Grant asks for work")).ToBeVisibleAsync();
        await MailAsync("tessa.grant@example.com", which: mail => mail.Subject.Contains("has your request", StringComparison.Ordinal));
        await MailAsync("priya@summit-air.example", which: mail => mail.Subject.Contains("Tessa Grant asks for work", StringComparison.Ordinal));

        await card.GetByRole(AriaRole.Link).ClickAsync();
        await Expect(board.GetByRole(AriaRole.Heading, new() { Name = "AC blows warm air" })).ToBeVisibleAsync();
        await Expect(board.GetByText("flyer")).ToBeVisibleAsync();
        await board.GetByRole(AriaRole.Button, new() { Name = "Make it a job" }).ClickAsync();
        await Expect(board).ToHaveURLAsync(new System.Text.RegularExpressions.Regex("/office/jobs/JOB-"));
        var job = board.Url.Split('/')[^1];
        await board.GetByRole(AriaRole.Navigation, new() { Name = "Office" }).GetByRole(AriaRole.Link, new() { Name = "Board" }).ClickAsync();
        await Expect(column.GetByRole(AriaRole.Article, new() { Name = job, Exact = true })).ToContainTextAsync("Tessa Grant");
        await Expect(column.Locator(".lead-card").Filter(new() { HasText = "Tessa Grant" })).ToHaveCountAsync(0);
    }
}
