using Altitude.Domain.Activity;
using Altitude.Domain.Appointments;
using Altitude.Domain.Customers;
using Altitude.Domain.Estimates;
using Altitude.Domain.Invoices;
using Altitude.Domain.Jobs;
using Altitude.Domain.PortalAccess;
using Altitude.Domain.Workspaces;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Altitude.Data.Mapping;

internal sealed class RequestKeyMapping : ITenantMapping<RequestKeyRow>
{
    public void Configure(EntityTypeBuilder<RequestKeyRow> key)
    {
        key.ToTable("request_keys", Schemas.Tenant);
        key.HasKey(k => new { k.WorkspaceId, k.Key });
        key.Property(k => k.UseCase).HasMaxLength(64);
        key.HasOne<Workspace>().WithMany().HasForeignKey(k => k.WorkspaceId).OnDelete(DeleteBehavior.Restrict);
        key.HasIndex(k => new { k.WorkspaceId, k.At }); // The sweep that forgets old keys.
    }
}

internal sealed class NumberCounterMapping : ITenantMapping<NumberCounter>
{
    public void Configure(EntityTypeBuilder<NumberCounter> counter)
    {
        counter.ToTable("number_counters", Schemas.Tenant);
        counter.HasKey(c => new { c.WorkspaceId, c.Kind });
        counter.Property(c => c.Kind).HasMaxLength(16);
        counter.HasOne<Workspace>().WithMany().HasForeignKey(c => c.WorkspaceId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class EmailDeliveryMapping : ITenantMapping<EmailDelivery>
{
    public void Configure(EntityTypeBuilder<EmailDelivery> delivery)
    {
        delivery.ToTable("email_deliveries", Schemas.Tenant);
        delivery.HasKey(d => new { d.WorkspaceId, d.Id });
        delivery.Property(d => d.Id).ValueGeneratedNever();
        delivery.Property(d => d.Kind).HasMaxLength(64);
        delivery.Property(d => d.Recipient).HasMaxLength(254);
        delivery.Property(d => d.RecipientName).HasMaxLength(200);
        delivery.Property(d => d.MessageId).HasMaxLength(200);
        delivery.Property(d => d.LastError).HasMaxLength(500);
        delivery.HasOne<Workspace>().WithMany().HasForeignKey(d => d.WorkspaceId).OnDelete(DeleteBehavior.Restrict);
        delivery
            .HasIndex(d => new
            {
                d.WorkspaceId,
                d.Cause,
                d.Kind,
                d.Recipient,
                d.Again,
            })
            .IsUnique(); // Runs twice, sends once.
        delivery.HasIndex(d => new
        {
            d.WorkspaceId,
            d.Subject,
            d.QueuedAt,
        }); // A record's mails.
        delivery.HasIndex(d => new { d.WorkspaceId, d.QueuedAt }); // The delivery log.
        delivery.HasIndex(d => new
        {
            d.WorkspaceId,
            d.State,
            d.QueuedAt,
        }); // The delivery log of one state.
        delivery.HasIndex(d => new
        {
            d.WorkspaceId,
            d.Recipient,
            d.QueuedAt,
        }); // A person's mails.
    }
}

internal sealed class ReminderMarkMapping : ITenantMapping<ReminderMark>
{
    public void Configure(EntityTypeBuilder<ReminderMark> mark)
    {
        mark.ToTable("reminder_marks", Schemas.Tenant);
        mark.HasKey(m => new
        {
            m.WorkspaceId,
            m.Kind,
            m.Subject,
            m.Of,
            m.Step,
        });
        mark.Property(m => m.Kind).HasMaxLength(64);
        mark.HasOne<Workspace>().WithMany().HasForeignKey(m => m.WorkspaceId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class SweepRunMapping : ITenantMapping<SweepRun>
{
    public void Configure(EntityTypeBuilder<SweepRun> run)
    {
        run.ToTable("sweep_runs", Schemas.Tenant);
        run.HasKey(r => new { r.WorkspaceId, r.Kind });
        run.Property(r => r.Kind).HasMaxLength(64);
        run.Property(r => r.Did).AsJson();
        run.Property(r => r.Acted).AsJson();
        run.HasOne<Workspace>().WithMany().HasForeignKey(r => r.WorkspaceId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class MailWordingMapping : ITenantMapping<MailWording>
{
    public void Configure(EntityTypeBuilder<MailWording> wording)
    {
        wording.ToTable("mail_wordings", Schemas.Tenant);
        wording.HasKey(w => new { w.WorkspaceId, w.Mail });
        wording.Property(w => w.Mail).HasMaxLength(64);
        wording.Property(w => w.Subject).HasMaxLength(MailWords.LongestSubject);
        wording.Property(w => w.Text).HasMaxLength(MailWords.LongestText);
        wording.Property(w => w.ChangedBy).HasMaxLength(200);
        wording.HasOne<Workspace>().WithMany().HasForeignKey(w => w.WorkspaceId).OnDelete(DeleteBehavior.Restrict);
    }
}
