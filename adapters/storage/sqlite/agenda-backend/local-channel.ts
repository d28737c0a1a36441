import { BaseNotificationChannel, type JobNotification } from 'agenda';

/**
 * Notices from this process to itself, so that a job that is due starts at once. It carries no job states:
 * Agenda ignores those it sent itself, and nobody else uses the file.
 */
export class LocalChannel extends BaseNotificationChannel {
  async connect(): Promise<void> {
    this.setState('connected');
  }

  async disconnect(): Promise<void> {
    this.handlers.clear();
    this.setState('disconnected');
  }

  async publish(notification: JobNotification): Promise<void> {
    await this.notifyHandlers(notification);
  }
}
