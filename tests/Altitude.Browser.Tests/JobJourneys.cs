using Altitude.Testing;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Altitude.Browser.Tests;

/// <summary>Two of the company at one job, and what the customer does not see of it; and the day's page with the bell while a customer approves.</summary>
public sealed class JobJourneys(MigratedCluster server, Chromium chromium) : Journey(server, chromium)
{
    private const string Note = "The hatch sticks: push from the left.";

    [Fact]
    public async Task What_one_ticks_and_notes_the_other_sees_at_once_and_the_customer_never()
    {
        var (priya, dana, maria) = (await AtDeskAsync(), await AtDeskAsync(), await OnPhoneAsync());
        await SignInAsync(priya, "priya@summit-air.example");
        await SignInAsync(dana, "dana@summit-air.example");
        await priya.Page.GotoAsync("/office/jobs/JOB-1001");
        await dana.Page.GotoAsync("/office/jobs/JOB-1001");
        await Expect(priya.Page.GetByText("1 of 3 done")).ToBeVisibleAsync();
        var half = priya.Page.GetByLabel("Note for the team");
        await half.FillAsync("Half a thou");
        await MarkAsync(priya.Page);

        await PressAsync(dana.Page.Locator("button.bell"), dana.Page.Locator("#notices li, #notices p").First); // Her circuit is there.
        await dana.Page.Keyboard.PressAsync("Escape");
        await dana.Page.GetByRole(AriaRole.Checkbox, new() { Name = "Photograph the type plate" }).CheckAsync();
        await Expect(dana.Page.GetByText("2 of 3 done")).ToBeVisibleAsync();
        await dana.Page.GetByLabel("Note for the team").FillAsync(Note);
        await dana.Page.GetByLabel("Note for the team").BlurAsync(); // As it is left for the button.
        await PressAsync(
            dana.Page.GetByRole(AriaRole.Button, new() { Name = "Save note" }),
            dana.Page.GetByRole(AriaRole.List, new() { Name = "Notes" }).GetByText(Note)
        );

        await Expect(priya.Page.GetByText("2 of 3 done")).ToBeVisibleAsync();
        await Expect(priya.Page.GetByRole(AriaRole.List, new() { Name = "Notes" })).ToContainTextAsync(Note);
        await Expect(half).ToHaveValueAsync("Half a thou");
        Assert.True(await IsSameAsync(priya.Page), "The job was loaded anew.");
        await Expect(dana.Page.GetByRole(AriaRole.Button, new() { Name = "Close the job" })).ToHaveCountAsync(0);
        await ComeInAsync(maria, Maria);
        await maria.Page.GotoAsync("/portal/summit-air/jobs/JOB-1001");
        await Expect(maria.Page.GetByRole(AriaRole.Heading, new() { Name = "AC blows warm air" })).ToBeVisibleAsync();
        Assert.DoesNotContain(Note, await maria.Page.ContentAsync(), StringComparison.Ordinal);
        Assert.DoesNotContain("type plate", await maria.Page.ContentAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_approval_is_in_todays_list_and_on_the_bell_without_a_reload()
    {
        var (owen, maria) = (await AtDeskAsync(), await OnPhoneAsync());
        await SignInAsync(owen, "owen@summit-air.example");
        var today = owen.Page;
        await today.GotoAsync("/office");
        var approved = today.GetByRole(AriaRole.Region, new() { Name = "Approved since yesterday" });
        await Expect(approved).ToBeVisibleAsync();
        var bell = today.Locator("button.bell");
        await PressAsync(bell, today.Locator("#notices li, #notices p").First);
        var mark = today.GetByRole(AriaRole.Button, new() { Name = "Mark all as read" });
        if (await mark.CountAsync() > 0)
        {
            await mark.ClickAsync();
        }

        await Expect(bell).ToHaveAccessibleNameAsync("Notices");
        await today.Keyboard.PressAsync("Escape");
        await MarkAsync(today);

        await ReadEstimateAsync(maria);
        await maria.Page.GetByRole(AriaRole.Textbox, new() { Name = NameBox }).FillAsync("Maria Delgado");
        await maria.Page.GetByRole(AriaRole.Button, new() { Name = Approve }).ClickAsync();
        await Expect(maria.Page.Locator("h1")).ToContainTextAsync("approved", new() { IgnoreCase = true });

        await Expect(approved).ToContainTextAsync("Maria Delgado approved EST-1001");
        await Expect(bell).ToHaveAccessibleNameAsync("Notices, 1 unread");
        Assert.True(await IsSameAsync(today), "The day's page was loaded anew.");
        await bell.ClickAsync();
        await today.GetByRole(AriaRole.Link, new() { Name = "Unread: Maria Delgado approved EST-1001" }).ClickAsync();
        await Expect(today).ToHaveURLAsync(new System.Text.RegularExpressions.Regex("/office/estimates/EST-1001"));
    }
}
