using Altitude.Domain.Activity;
using Altitude.Domain.Appointments;
using Altitude.Domain.Customers;
using Altitude.Domain.Estimates;
using Altitude.Domain.Invoices;
using Altitude.Domain.Jobs;
using Altitude.Domain.Leads;
using Altitude.Domain.PortalAccess;
using Altitude.Domain.Workspaces;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Altitude.Data.Mapping;

internal sealed class WorkspaceMapping : ITenantMapping<Workspace>
{
    public void Configure(EntityTypeBuilder<Workspace> workspace)
    {
        workspace.ToTable("workspaces", Schemas.Tenant);
        workspace.HasKey(w => w.Id);
        workspace.Property(w => w.Id).HasColumnName("workspace_id").ValueGeneratedNever();
        workspace.Ignore(w => w.WorkspaceId);
        workspace.Ignore(w => w.EndsAt);
        workspace.Property(w => w.Revision).IsConcurrencyToken();
        workspace.Property(w => w.Slug).HasMaxLength(40);
        workspace.Property(w => w.Name).HasMaxLength(120);
        workspace.Property(w => w.ZoneId).HasMaxLength(64);
        workspace.Property(w => w.Culture).HasMaxLength(16);
        workspace.Property(w => w.TaxRates).AsJson();
        workspace.ComplexProperty(w => w.Company);
        workspace.ComplexProperty(
            w => w.Portal,
            portal =>
            {
                portal.Property(p => p.Hidden).HasConversion<int>(); // Bits, which altitude.append asks for.
                portal.Property(p => p.Welcome).HasMaxLength(PortalSettings.LongestWelcome);
                portal.Property(p => p.Terms).HasMaxLength(PortalSettings.LongestText);
                portal.Property(p => p.Privacy).HasMaxLength(PortalSettings.LongestText);
            }
        );
        workspace.ComplexProperty(
            w => w.Brand,
            brand =>
            {
                brand.Property(b => b.MailFooter).HasMaxLength(BrandKit.LongestMailFooter);
                brand.Property(b => b.Images).AsJson();
            }
        );
        workspace.Property(w => w.RequestForm).AsJson().HasDefaultValueSql("'{\"Origins\": []}'"); // Companies founded before it invite nobody.
        workspace
            .Property(w => w.Visits)
            .AsJson()
            .HasDefaultValueSql(
                """
                '{"Days": [1, 2, 3, 4, 5], "From": "08:00:00", "Until": "17:00:00", "SlotMinutes": 60, "LeadHours": 24, "TravelMinutes": 30, "DaysAhead": 28}'
                """
            ); // VisitHours.Default, for companies founded before it.
        workspace
            .Property(w => w.Notifications)
            .AsJson()
            .HasDefaultValueSql(
                """
                '{"Switched": {}, "Quiet": null, "VisitReminderHours": [24], "EstimateUnansweredDays": 3, "EstimateExpiringDays": 2, "InvoiceDueSoonDays": 3, "InvoiceOverdueDays": [1, 7, 14], "LeadWaitingHours": 24}'
                """
            ); // NotificationSettings.Default, for companies founded before it.
    }
}
