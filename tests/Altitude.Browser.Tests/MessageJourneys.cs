using Altitude.Testing;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Altitude.Browser.Tests;

/// <summary>Messages both ways: from a phone without scripts to the office's inbox, and back to a page that is open.</summary>
public sealed class MessageJourneys(MigratedCluster server, Chromium chromium) : Journey(server, chromium)
{
    private const string Thread = "/portal/summit-air/messages?job=JOB-1001";

    [Fact]
    public async Task Maria_writes_on_a_phone_without_scripts_and_is_answered_where_she_is_half_way_through_the_next()
    {
        var priya = await AtDeskAsync();
        await SignInAsync(priya, "priya@summit-air.example");
        await priya.Page.GotoAsync("/office/messages?show=unanswered");
        var inbox = priya.Page.GetByRole(AriaRole.Region, new() { Name = "Conversations" });
        await Expect(inbox.GetByRole(AriaRole.Link).Filter(new() { HasText = "Delgado household" })).ToContainTextAsync("Is it safe to let it run");
        var desk = await AtDeskAsync();
        await ComeInAsync(desk, Maria);
        await desk.Page.GotoAsync(Thread);
        await Expect(desk.Page.Locator("html")).Not.ToHaveAttributeAsync("data-offline", "");
        var typed = desk.Page.GetByLabel("Your message");
        await typed.FillAsync("And one more question: do you");
        var phone = await OnPhoneAsync(o => o.JavaScriptEnabled = false);
        await ComeInAsync(phone, Luis);

        await phone.Page.GotoAsync(Thread);
        await phone.Page.GetByLabel("Your message").FillAsync("Here is the type plate.");
        await phone
            .Page.GetByLabel("Add photos or PDFs")
            .SetInputFilesAsync(
                new FilePayload
                {
                    Name = "plate.png",
                    MimeType = "image/png",
                    Buffer = await phone.Page.ScreenshotAsync(),
                }
            );
        await phone.Page.GetByRole(AriaRole.Button, new() { Name = "Send message", Exact = true }).ClickAsync();
        await Expect(phone.Page.GetByRole(AriaRole.Img, new() { Name = "plate.jpg" })).ToBeVisibleAsync();

        await inbox.GetByRole(AriaRole.Link).Filter(new() { HasText = "Here is the type plate." }).ClickAsync();
        await Expect(priya.Page.GetByRole(AriaRole.Img, new() { Name = "plate.jpg" })).ToBeVisibleAsync();
        await priya.Page.GetByLabel("Your answer").FillAsync("Thank you. Switch it off until Dana is there.");
        await priya.Page.GetByLabel("Your answer").PressAsync("Control+Enter");

        await Expect(desk.Page.Locator(".thread")).ToContainTextAsync("Switch it off until Dana is there.");
        await Expect(desk.Page.GetByRole(AriaRole.Status).Filter(new() { HasText = "Priya Nair" })).ToContainTextAsync("wrote");
        await Expect(typed).ToHaveValueAsync("And one more question: do you");
        await Expect(priya.Page.GetByText("Seen by")).ToContainTextAsync("Maria Delgado"); // Her page was before her eyes for some seconds.
    }
}
